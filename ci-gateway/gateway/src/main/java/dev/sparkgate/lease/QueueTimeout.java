package dev.sparkgate.lease;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.pool.DriverState;
import dev.sparkgate.pool.Pools;
import dev.sparkgate.text.Durations;
import java.time.Duration;
import java.util.List;

/** Tells a caller who waited in vain why. */
final class QueueTimeout {
    private final Pools pools;

    QueueTimeout(Pools pools) {
        this.pools = pools;
    }

    Problem problem(Lease lease, Duration waited) {
        List<Pools.View> views = pools.views();
        long ready = views.stream()
                .filter(view -> view.state() instanceof DriverState.Ready
                        && pools.health().takes(view.id()))
                .count();
        int leases = views.stream().mapToInt(Pools.View::leases).sum();
        return new Problem(
                ErrorCode.QUEUE_TIMEOUT,
                "no driver had room for a lease of team '" + lease.team() + "' in environment '" + lease.environment()
                        + "' within " + Durations.print(waited) + " (" + ready + " ready and well of " + views.size()
                        + " drivers, " + leases
                        + " leases on them); wait longer with --max-wait, or raise the pool's max");
    }
}
