package dev.sparkgate.pool;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.driver.Profile;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the drivers of one profile in one cluster are kept.
 *
 * @param minIdle places kept free beyond what is leased, and at least so many drivers, 0 or more
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
        HealthPolicy health,
        Scaling scaling) {
    /** Scales by {@link Scaling#DEFAULT}. */
    public PoolPolicy(
            String name,
            String cluster,
            Profile profile,
            int minIdle,
            int max,
            int leasesPerDriver,
            Recycle recycle,
            HealthPolicy health) {
        this(name, cluster, profile, minIdle, max, leasesPerDriver, recycle, health, Scaling.DEFAULT);
    }

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
        requireNonNull(scaling, "scaling");
        if (minIdle < 0 || max < 1 || leasesPerDriver < 1) {
            throw new IllegalArgumentException("pool " + name + ": minIdle " + minIdle + ", max " + max
                    + ", leasesPerDriver " + leasesPerDriver + " (expected: >= 0, >= 1, >= 1)");
        }
    }

    /** Returns the heap of one of its drivers in bytes; 0 where others run them. */
    public long memory() {
        String text = profile.memory();
        int last = text.length() - 1;
        if (last < 0) {
            return 0;
        }
        return switch (Character.toLowerCase(text.charAt(last))) {
            case 'g' -> Long.parseLong(text.substring(0, last)) << 30;
            case 'm' -> Long.parseLong(text.substring(0, last)) << 20;
            case 'k' -> Long.parseLong(text.substring(0, last)) << 10;
            default -> Long.parseLong(text);
        };
    }

    /**
     * When a driver is replaced by a fresh one.
     *
     * @param leases after so many
     * @param age at which
     * @param heap when so much of it is still used after a collection, 0-1
     * @param errors when so many of its newest signs of life are failures, 0-1
     */
    public record Recycle(
            @Nullable Integer leases,
            @Nullable Duration age,
            @Nullable Double heap,
            @Nullable Double errors) {
        /** Does not look at errors. */
        public Recycle(@Nullable Integer leases, @Nullable Duration age, @Nullable Double heap) {
            this(leases, age, heap, null);
        }
    }
}
