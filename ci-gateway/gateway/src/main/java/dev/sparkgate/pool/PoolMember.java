package dev.sparkgate.pool;

import dev.sparkgate.driver.Driver;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A driver's place in its pool: its state and the leases it carries. Guarded by its {@link Pools}. */
final class PoolMember {
    private final String id;
    private final PoolPolicy launched;
    private PoolPolicy pool;
    private final String generation;
    private final Set<String> leases = new LinkedHashSet<>();
    private int leasesServed;
    private Instant idleSince;
    private DriverState state;

    PoolMember(String id, PoolPolicy pool, String generation, DriverState state, Instant now) {
        this.id = id;
        this.launched = pool;
        this.pool = pool;
        this.generation = generation;
        this.state = state;
        this.idleSince = now;
    }

    String id() {
        return id;
    }

    PoolPolicy pool() {
        return pool;
    }

    /** Goes by a changed policy of its pool; what it was launched as stays as it is. */
    void follow(PoolPolicy changed) {
        pool = changed;
    }

    String generation() {
        return generation;
    }

    DriverState state() {
        return state;
    }

    void state(DriverState next) {
        this.state = next;
    }

    int leaseCount() {
        return leases.size();
    }

    Set<String> leases() {
        return Set.copyOf(leases);
    }

    Instant idleSince() {
        return idleSince;
    }

    boolean hasRoom() {
        return state instanceof DriverState.Ready && leases.size() < pool.leasesPerDriver();
    }

    void add(String lease) {
        leases.add(lease);
    }

    void remove(String lease, boolean used, Instant now) {
        if (!leases.remove(lease)) {
            return;
        }
        if (used) {
            leasesServed++;
        }
        if (leases.isEmpty()) {
            idleSince = now;
        }
    }

    /**
     * Says why it should be replaced, or null.
     *
     * @param wear what is known of how it does
     */
    @Nullable
    String worn(HealthBook.Wear wear, Instant now) {
        if (!launched.profile().equals(pool.profile()) || !launched.cluster().equals(pool.cluster())) {
            return "replaced: its pool is configured otherwise now";
        }
        PoolPolicy.Recycle recycle = pool.recycle();
        Driver driver = driver();
        if (recycle.leases() != null && leasesServed >= recycle.leases()) {
            return "recycled after " + leasesServed + " leases";
        }
        if (recycle.age() != null
                && driver != null
                && driver.startedAt().plus(recycle.age()).isBefore(now)) {
            return "recycled at age " + recycle.age();
        }
        if (recycle.heap() != null && wear.heap() >= recycle.heap()) {
            return "recycled with " + percent(wear.heap()) + " of its heap in use after a collection";
        }
        if (recycle.errors() != null && wear.errors() >= recycle.errors()) {
            return "recycled with " + percent(wear.errors()) + " of its newest signs of life failed";
        }
        return null;
    }

    @Nullable
    Driver driver() {
        if (state instanceof DriverState.Warming warming) {
            return warming.driver();
        }
        if (state instanceof DriverState.Ready ready) {
            return ready.driver();
        }
        if (state instanceof DriverState.Draining draining) {
            return draining.driver();
        }
        if (state instanceof DriverState.Lost lost) {
            return lost.driver();
        }
        return null;
    }

    private static String percent(double share) {
        return Math.round(share * 100) + "%";
    }
}
