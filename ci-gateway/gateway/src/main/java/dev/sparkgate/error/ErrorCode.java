package dev.sparkgate.error;

/** Names what failed; the same name stands in problem+json, in a gRPC ErrorInfo and in the command line's message. */
public enum ErrorCode {
    ACCESS_DENIED(403, false),
    CALLS_EXCEEDED(429, true),
    CONFIG_INVALID(400, false),
    DISK_FULL(507, false),
    DRIVER_LOST(503, false),
    DRIVER_START_FAILED(503, false),
    DRIVER_UNKNOWN(404, false),
    ENVIRONMENT_UNKNOWN(404, false),
    FIXTURE_FAILED(422, false),
    FIXTURE_UNKNOWN(404, false),
    GATEWAY_DRAINING(503, true),
    GATEWAY_UNREACHABLE(503, true),
    INTERNAL(500, false),
    LEASE_CANCELLED(409, false),
    LEASE_ENDED(409, false),
    LEASE_EXPIRED(410, false),
    LEASE_PENDING(409, true),
    LEASE_UNKNOWN(404, false),
    NAMESPACE_FAILED(500, false),
    NOT_FOUND(404, false),
    NOT_SUPPORTED(501, false),
    PORT_IN_USE(503, false),
    QUEUE_FULL(429, true),
    QUEUE_TIMEOUT(504, false),
    REQUEST_INVALID(400, false),
    RUNTIME_UNAVAILABLE(503, false),
    SESSION_UNKNOWN(404, false),
    STATE_UNAVAILABLE(503, false);

    private final int httpStatus;
    private final boolean retryable;

    ErrorCode(int httpStatus, boolean retryable) {
        this.httpStatus = httpStatus;
        this.retryable = retryable;
    }

    /** Returns the HTTP status that carries this code. */
    public int httpStatus() {
        return httpStatus;
    }

    /** Says whether waiting alone can mend it: Spark clients retry such an answer for ten minutes. */
    public boolean retryable() {
        return retryable;
    }
}
