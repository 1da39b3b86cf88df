package dev.sparkgate.error;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Reports a failure to a user or a client: what failed, the offending value, what was expected and the next step, as
 * one sentence, with a code that programs can act on.
 */
public final class SparkgateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public SparkgateException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public SparkgateException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(requireNonNull(message, "message"), cause);
        this.code = requireNonNull(code, "code");
    }

    public ErrorCode code() {
        return code;
    }

    /** Returns the message; never null. */
    @Override
    public String getMessage() {
        return requireNonNull(super.getMessage());
    }
}
