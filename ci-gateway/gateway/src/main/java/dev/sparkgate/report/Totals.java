package dev.sparkgate.report;

import java.time.Duration;

/**
 * Sums over all queries of a lease, those that are listed no more included.
 *
 * @param busy the queries' durations, added up
 */
record Totals(long queries, long failed, long rows, long bytes, Duration busy) {
    static final Totals NONE = new Totals(0, 0, 0, 0, Duration.ZERO);

    Totals plus(QueryReport query) {
        return new Totals(
                queries + 1,
                failed + (query.failed() ? 1 : 0),
                rows + query.rows(),
                bytes + query.bytes(),
                busy.plus(query.duration()));
    }
}
