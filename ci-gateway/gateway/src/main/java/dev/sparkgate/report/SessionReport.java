package dev.sparkgate.report;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session that was used under a lease.
 *
 * @param client what it says it is
 * @param calls of any kind
 */
record SessionReport(
        String id,
        String user,
        @Nullable String client,
        Instant firstSeen,
        Instant lastSeen,
        long calls,
        long queries) {
    static SessionReport of(FinishedCall call) {
        return new SessionReport(call.session(), call.user(), null, call.start(), call.end(), 0, 0);
    }

    SessionReport with(FinishedCall call) {
        return new SessionReport(
                id,
                user,
                call.client() == null || call.client().isEmpty() ? client : call.client(),
                call.start().isBefore(firstSeen) ? call.start() : firstSeen,
                call.end().isAfter(lastSeen) ? call.end() : lastSeen,
                calls + 1,
                queries + (call.method().equals("ExecutePlan") ? 1 : 0));
    }
}
