package dev.sparkgate.lease;

import java.util.concurrent.CompletableFuture;

/** A lease that has not ended, with what goes on around it. Guarded by the lock of {@link LeaseMoves}. */
final class LeaseEntry {
    private final LeaseUse use;
    private final CompletableFuture<Lease> answer = new CompletableFuture<>();
    private CompletableFuture<Void> making = CompletableFuture.completedFuture(null);
    private Lease lease;
    private boolean asked;

    LeaseEntry(Lease lease, long nowMillis) {
        this.lease = lease;
        this.use = new LeaseUse(nowMillis);
    }

    Lease lease() {
        return lease;
    }

    void lease(Lease next) {
        this.lease = next;
    }

    LeaseUse use() {
        return use;
    }

    /** Returns what whoever ordered the lease waits for: its first durable state, or why there is none. */
    CompletableFuture<Lease> answer() {
        return answer;
    }

    /** Returns what is over once nothing is made in its namespace any more; never fails. */
    CompletableFuture<Void> making() {
        return making;
    }

    CompletableFuture<Void> beginMaking() {
        making = new CompletableFuture<>();
        return making;
    }

    /** Says whether any state of it was asked to be stored. */
    boolean asked() {
        return asked;
    }

    void markAsked() {
        asked = true;
    }
}
