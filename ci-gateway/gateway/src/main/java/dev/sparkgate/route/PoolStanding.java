package dev.sparkgate.route;

import dev.sparkgate.pool.DriverHealth;
import dev.sparkgate.pool.DriverState;
import dev.sparkgate.pool.PoolPolicy;
import dev.sparkgate.pool.Pools;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a pool stands, for people.
 *
 * @param drivers that run or start, those that drain included
 * @param starting drivers that are not ready yet
 * @param unhealthy ready drivers that do not answer
 * @param leases carried by all of them
 * @param room places free on drivers that take leases
 * @param failure why it has nothing; null = it has, or nothing was tried
 */
record PoolStanding(
        PoolPolicy policy,
        int drivers,
        int starting,
        int draining,
        int unhealthy,
        int leases,
        int room,
        @Nullable String failure) {
    static PoolStanding of(PoolPolicy policy, List<Pools.View> all, Pools.@Nullable StartFailure failure) {
        List<Pools.View> views = all.stream()
                .filter(view ->
                        view.pool().equals(policy.name()) && view.state().counts())
                .toList();
        int starting = 0;
        int draining = 0;
        int unhealthy = 0;
        int room = 0;
        for (Pools.View view : views) {
            if (view.state() instanceof DriverState.Draining) {
                draining++;
            } else if (!(view.state() instanceof DriverState.Ready)) {
                starting++;
            } else if (view.health() instanceof DriverHealth.Healthy) {
                room += Math.max(0, policy.leasesPerDriver() - view.leases());
            } else {
                unhealthy++;
            }
        }
        return new PoolStanding(
                policy,
                views.size(),
                starting,
                draining,
                unhealthy,
                views.stream().mapToInt(Pools.View::leases).sum(),
                room,
                failure == null ? null : failure.message());
    }

    int places() {
        return policy.max() * policy.leasesPerDriver();
    }

    boolean mayStart() {
        return drivers < policy.max();
    }

    String whyChosen(@Nullable String driver) {
        return driver == null
                ? "chosen: it is the one to " + (mayStart() || starting > 0 ? "start a driver" : "wait for") + "; "
                        + state()
                : "chosen: of the pools with room it has the fewest leases by its weight, or is the only one";
    }

    String whyNot(Candidate candidate) {
        if (candidate.refusal() != null) {
            return "out: " + candidate.refusal();
        }
        if (candidate.standby() != null) {
            return "stands by, " + candidate.standby() + "; " + state();
        }
        return room > 0 ? "has room, but more leases by its weight than the chosen one" : state();
    }

    private String state() {
        if (room > 0) {
            return "has room";
        }
        if (starting > 0) {
            return starting == 1 ? "a driver is starting" : starting + " drivers are starting";
        }
        if (unhealthy > 0) {
            return unhealthy + " of " + drivers + " drivers do not answer";
        }
        if (failure != null) {
            return "its last start failed: " + failure;
        }
        if (drivers == 0) {
            return policy.minIdle() == 0
                    ? "no driver runs (min-idle 0: started on demand)"
                    : "no driver runs at the moment";
        }
        return draining == drivers ? "its drivers are going" : "is full: " + leases + " leases";
    }
}
