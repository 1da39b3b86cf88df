package dev.sparkgate.report;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A query that ran under a lease.
 *
 * @param operationId null when the client left it to the driver
 * @param kind {@code SQL}, {@code PLAN} or {@code UNKNOWN}
 * @param text SQL, or the operators of a plan
 * @param cut whether the query goes on behind the text
 * @param duration from its first call's arrival to its last call's end
 * @param bytes that the driver answered
 * @param calls how many streams brought the answer
 * @param status gRPC code of the last of them
 * @param error what the last of them failed with
 */
record QueryReport(
        @Nullable String operationId,
        String user,
        String session,
        String kind,
        String text,
        boolean cut,
        Instant start,
        Duration duration,
        long rows,
        long bytes,
        int calls,
        String status,
        @Nullable String error) {
    boolean failed() {
        return !status.equals("OK");
    }
}
