package dev.sparkgate.junit;

import static java.util.Objects.requireNonNull;

import java.net.ConnectException;
import org.jspecify.annotations.Nullable;

/** Reports that no gateway could be found or started, or that it refused. */
public final class SparkGatewayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    SparkGatewayException(String code, String message, @Nullable Throwable cause) {
        super(requireNonNull(message, "message"), cause);
        this.code = requireNonNull(code, "code");
    }

    SparkGatewayException(String code, String message) {
        this(code, message, null);
    }

    /**
     * Returns the code that the gateway gave, such as {@code QUEUE_FULL} or {@code ENVIRONMENT_UNKNOWN}, or one of
     * {@code GATEWAY_UNREACHABLE}, {@code GATEWAY_START_FAILED}, {@code LAUNCHER_NOT_FOUND}, {@code INTERRUPTED}.
     */
    public String code() {
        return code;
    }

    /** Says whether the request can't have arrived anywhere. */
    boolean nothingListens() {
        return getCause() instanceof ConnectException;
    }
}
