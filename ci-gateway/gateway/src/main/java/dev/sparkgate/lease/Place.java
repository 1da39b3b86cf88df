package dev.sparkgate.lease;

import static java.util.Objects.requireNonNull;

/** Where a lease has its namespace: a driver, in the generation it had when the lease was placed. */
public record Place(String driverId, String generation, String pool, String spark) {
    public Place {
        requireNonNull(driverId, "driverId");
        requireNonNull(generation, "generation");
        requireNonNull(pool, "pool");
        requireNonNull(spark, "spark");
    }
}
