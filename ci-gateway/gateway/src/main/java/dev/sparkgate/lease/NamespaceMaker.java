package dev.sparkgate.lease;

import dev.sparkgate.namespace.Namespace;
import java.util.concurrent.CompletionStage;

/** Makes what a namespace needs before a lease of it is granted. */
@FunctionalInterface
public interface NamespaceMaker {
    /**
     * Makes a namespace; safe to repeat. In the common case it is there when this returns; where it takes longer, its lease
     * is {@link LeaseState.Preparing} for that while.
     *
     * @return fails with {@link dev.sparkgate.error.SparkgateException}, which this may throw as well; then nothing is left
     */
    CompletionStage<Void> make(Namespace namespace);
}
