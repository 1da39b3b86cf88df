package dev.sparkgate.lease;

import dev.sparkgate.namespace.Namespace;
import dev.sparkgate.route.Environment;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

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

    /**
     * Says what a namespace for an order starts as; asked before the order is admitted, outside of any lock.
     *
     * @return null = empty
     * @throws dev.sparkgate.error.SparkgateException when the environment's own fixtures cannot be had
     */
    default Namespace.@Nullable Base base(Environment environment, LeaseOrder order) {
        return order.base();
    }
}
