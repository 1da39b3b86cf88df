package dev.sparkgate.error;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reports a failure to a user or a client: what failed, the offending value, what was expected and the next step, as
 * one sentence, with a code that programs can act on.
 */
public final class SparkgateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient Map<String, String> details;
    private final @Nullable Duration retryAfter;

    public SparkgateException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public SparkgateException(ErrorCode code, String message, @Nullable Throwable cause) {
        this(code, message, cause, Map.of(), null);
    }

    private SparkgateException(
            ErrorCode code,
            String message,
            @Nullable Throwable cause,
            Map<String, String> details,
            @Nullable Duration retryAfter) {
        super(requireNonNull(message, "message"), cause);
        this.code = requireNonNull(code, "code");
        this.details = Map.copyOf(details);
        this.retryAfter = retryAfter;
    }

    /** Returns the same failure with one more thing for programs to read, for example {@code lease → l-1}. */
    public SparkgateException with(String name, String value) {
        Map<String, String> more = new HashMap<>(details);
        more.put(name, value);
        return new SparkgateException(code, getMessage(), getCause(), more, retryAfter);
    }

    /** Returns the same failure with an estimate of when trying again makes sense. */
    public SparkgateException retryAfter(Duration estimate) {
        return new SparkgateException(code, getMessage(), getCause(), details, estimate);
    }

    /** Returns what it concerns, by name: {@code lease}, {@code environment}, {@code driver}, … */
    public Map<String, String> details() {
        return details;
    }

    /** Returns when trying again makes sense, where that can be told. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
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
