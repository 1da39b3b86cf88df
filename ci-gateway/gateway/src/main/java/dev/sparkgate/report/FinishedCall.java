package dev.sparkgate.report;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A call of a lease that is over.
 *
 * @param method bare gRPC name, for example {@code ExecutePlan}
 * @param client what the client says it is
 * @param operationId of its operation; null when the client named none
 * @param bytes that the driver answered
 * @param status gRPC code, for example {@code OK}
 * @param message that went with the status
 * @param request beginning of the request, gRPC prefix included; null when it was not kept
 */
public record FinishedCall(
        String method,
        String leaseId,
        String user,
        String session,
        @Nullable String client,
        @Nullable String operationId,
        Instant start,
        Duration duration,
        long rows,
        long bytes,
        String status,
        String message,
        byte @Nullable [] request) {
    public FinishedCall {
        requireNonNull(method, "method");
        requireNonNull(leaseId, "leaseId");
        requireNonNull(user, "user");
        requireNonNull(session, "session");
        requireNonNull(start, "start");
        requireNonNull(duration, "duration");
        requireNonNull(status, "status");
        requireNonNull(message, "message");
    }

    /** Says whether it brings the answer of a query, or what was left of it. */
    boolean ofQuery() {
        return method.equals("ExecutePlan") || method.equals("ReattachExecute");
    }

    boolean failed() {
        return !status.equals("OK");
    }

    Instant end() {
        return start.plus(duration);
    }
}
