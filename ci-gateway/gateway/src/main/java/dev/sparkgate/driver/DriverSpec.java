package dev.sparkgate.driver;

import static java.util.Objects.requireNonNull;

/** What to launch: a fresh driver {@code id} of a pool, in the given generation. */
public record DriverSpec(String id, String pool, String cluster, String generation, Profile profile) {
    public DriverSpec {
        requireNonNull(id, "id");
        requireNonNull(pool, "pool");
        requireNonNull(cluster, "cluster");
        requireNonNull(generation, "generation");
        requireNonNull(profile, "profile");
    }
}
