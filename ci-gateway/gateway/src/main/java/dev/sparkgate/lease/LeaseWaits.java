package dev.sparkgate.lease;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/** Lets callers wait for the next change of a lease. */
public final class LeaseWaits implements LeaseListener {
    private final Map<String, Queue<CompletableFuture<Lease>>> waits = new ConcurrentHashMap<>();
    private final Executor executor;

    /** Completes futures on {@code executor}, never under the manager's lock. */
    public LeaseWaits(Executor executor) {
        this.executor = executor;
    }

    /** Returns a future of the lease's next state. Ask for it before looking at the present one, or a change slips by. */
    public CompletableFuture<Lease> next(String leaseId) {
        CompletableFuture<Lease> future = new CompletableFuture<>();
        waits.computeIfAbsent(leaseId, id -> new ConcurrentLinkedQueue<>()).add(future);
        future.whenComplete((lease, failure) -> forget(leaseId, future));
        return future;
    }

    @Override
    public void changed(Lease lease) {
        Queue<CompletableFuture<Lease>> waiting = waits.remove(lease.id());
        if (waiting != null) {
            executor.execute(() -> waiting.forEach(future -> future.complete(lease)));
        }
    }

    private void forget(String leaseId, CompletableFuture<Lease> future) {
        waits.computeIfPresent(leaseId, (id, queue) -> {
            queue.remove(future);
            return queue.isEmpty() ? null : queue;
        });
    }
}
