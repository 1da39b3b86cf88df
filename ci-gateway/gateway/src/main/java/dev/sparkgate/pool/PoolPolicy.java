package dev.sparkgate.pool;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.driver.Profile;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the drivers of one profile in one cluster are kept.
 *
 * @param minIdle drivers kept hot beyond what is leased, 0 or more
 * @param max drivers at most, 1 or more
 * @param leasesPerDriver leases that share a driver at a time, 1 or more
 */
public record PoolPolicy(
        String name,
        String cluster,
        Profile profile,
        int minIdle,
        int max,
        int leasesPerDriver,
        Recycle recycle,
        HealthPolicy health) {
    /** Watches its drivers by {@link HealthPolicy#DEFAULT}. */
    public PoolPolicy(
            String name, String cluster, Profile profile, int minIdle, int max, int leasesPerDriver, Recycle recycle) {
        this(name, cluster, profile, minIdle, max, leasesPerDriver, recycle, HealthPolicy.DEFAULT);
    }

    public PoolPolicy {
        requireNonNull(name, "name");
        requireNonNull(cluster, "cluster");
        requireNonNull(profile, "profile");
        requireNonNull(recycle, "recycle");
        requireNonNull(health, "health");
        if (minIdle < 0 || max < 1 || leasesPerDriver < 1) {
            throw new IllegalArgumentException("pool " + name + ": minIdle " + minIdle + ", max " + max
                    + ", leasesPerDriver " + leasesPerDriver + " (expected: >= 0, >= 1, >= 1)");
        }
    }

    /** When a driver is replaced by a fresh one: after so many leases, at an age, at a share of its heap (0-1). */
    public record Recycle(
            @Nullable Integer leases,
            @Nullable Duration age,
            @Nullable Double heap) {}
}
