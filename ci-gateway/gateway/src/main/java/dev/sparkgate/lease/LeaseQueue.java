package dev.sparkgate.lease;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.pool.Pools;
import dev.sparkgate.route.Environment;
import dev.sparkgate.route.Router;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The leases that wait: first in, first out within a team, and the team with the fewest leases first. Guarded by its manager's lock. */
final class LeaseQueue {
    private final LeaseBook book;
    private final Router router;
    private final Pools pools;

    LeaseQueue(LeaseBook book, Router router, Pools pools) {
        this.book = book;
        this.router = router;
        this.pools = pools;
    }

    /** Returns what waits, oldest first. */
    List<Lease> all() {
        return new ArrayList<>(book.queued());
    }

    /** Returns what waits, in the order in which it is to be served. */
    List<Lease> fair() {
        List<Lease> fair = all();
        fair.sort(Comparator.comparingInt((Lease lease) -> book.placed(lease.environment(), lease.team()))
                .thenComparing(Lease::createdAt));
        return fair;
    }

    /** Returns the place of a lease, 1 = next; 0 when it does not wait. */
    int position(String id) {
        List<Lease> queue = all();
        for (int i = 0; i < queue.size(); i++) {
            if (queue.get(i).id().equals(id)) {
                return i + 1;
            }
        }
        return 0;
    }

    /** Says whether an order of its team in its environment came before. */
    boolean hasOlder(Lease lease) {
        return all().stream()
                .anyMatch(other -> other.environment().equals(lease.environment())
                        && other.team().equals(lease.team()));
    }

    /** Counts what a driver more would serve, by the pool that should start it. */
    Map<String, Integer> waitingByPool() {
        List<Map<String, Integer>> waiting = new ArrayList<>();
        for (Lease lease : all()) {
            Environment environment = router.environment(lease.environment());
            int cap = environment.access().leasesPerTeam();
            if (book.placed(lease.environment(), lease.team()) < cap) {
                waiting.add(router.weights(environment, lease.spark()));
            }
        }
        return pools.demand(waiting);
    }

    /** Refuses one more where too many wait already. */
    void requireRoom(Environment environment) {
        long queued = all().stream()
                .filter(lease -> lease.environment().equals(environment.name()))
                .count();
        int most = environment.limits().maxQueue();
        if (queued >= most) {
            throw new SparkgateException(
                    ErrorCode.QUEUE_FULL,
                    "the queue of environment '" + environment.name() + "' is full: " + queued
                            + " waiting (expected: fewer than " + most + "); try again later or raise environments."
                            + environment.name() + ".lease.max-queue");
        }
    }
}
