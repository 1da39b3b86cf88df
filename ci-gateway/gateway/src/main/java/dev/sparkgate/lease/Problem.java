package dev.sparkgate.lease;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;

/** What went wrong with a lease. */
public record Problem(ErrorCode code, String detail) {
    public Problem {
        requireNonNull(code, "code");
        requireNonNull(detail, "detail");
    }

    SparkgateException failure() {
        return new SparkgateException(code, detail);
    }

    static Problem of(SparkgateException failure) {
        return new Problem(failure.code(), failure.getMessage());
    }
}
