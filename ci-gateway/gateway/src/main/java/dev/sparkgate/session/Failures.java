package dev.sparkgate.session;

import java.util.concurrent.CompletionException;

/** Takes apart what futures wrap. */
final class Failures {
    private Failures() {}

    static RuntimeException unchecked(Throwable failure) {
        Throwable cause = cause(failure);
        return cause instanceof RuntimeException unchecked ? unchecked : new CompletionException(cause);
    }

    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
