package dev.sparkgate.lease;

import java.util.concurrent.CompletableFuture;

/** Makes changes durable without making anybody wait for the disk who does not want to. */
@FunctionalInterface
public interface LeaseJournal {
    /**
     * Asks for a change to be made durable, and returns at once. The changes of one lease, or of one key, become durable in
     * the order in which they were asked for.
     *
     * @return completes once the change is durable, on a thread that may be kept a while; fails with
     *     {@link dev.sparkgate.error.SparkgateException} of code {@code STATE_UNAVAILABLE} when it could not be made so
     */
    CompletableFuture<Void> write(LeaseChange change);
}
