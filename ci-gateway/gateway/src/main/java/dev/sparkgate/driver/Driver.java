package dev.sparkgate.driver;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One running Spark Connect server.
 *
 * @param id name of the driver within the gateway, for example {@code default-3f9c2a}
 * @param pool the pool it belongs to
 * @param cluster the cluster it runs in
 * @param address where it listens for Spark Connect
 * @param generation a nonce given at its launch; a session never outlives it
 * @param spark the exact Spark version, for example {@code 4.1.2}
 * @param pid process id, where the driver is a process of this machine
 */
public record Driver(
        String id,
        String pool,
        String cluster,
        Address address,
        String generation,
        String spark,
        @Nullable Long pid,
        Instant startedAt) {
    public Driver {
        requireNonNull(id, "id");
        requireNonNull(pool, "pool");
        requireNonNull(cluster, "cluster");
        requireNonNull(address, "address");
        requireNonNull(generation, "generation");
        requireNonNull(spark, "spark");
        requireNonNull(startedAt, "startedAt");
    }
}
