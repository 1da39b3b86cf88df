package dev.sparkgate.junit;

import java.time.Duration;
import java.time.Instant;

/** Tells which lease the tests of a scope run under. */
public interface SparkLease {
    /** Returns the id by which the gateway and its command line know the lease. */
    String id();

    /**
     * Returns the connection string, {@code sc://HOST:PORT/;x-sparkgate-lease=SECRET}, with which any Spark Connect
     * client opens a further session in the same namespace. It holds the secret of the lease.
     */
    String remote();

    /** Returns the name of the namespace. */
    String namespace();

    /** Returns the environment that the lease was granted in. */
    String environment();

    /** Returns the moment at which the lease ends by itself, as last heard from the gateway. */
    Instant expiresAt();

    /**
     * Moves the end of the lease.
     *
     * @param ttl how long it shall live from now on, up to the cap of the environment
     * @throws SparkGatewayException when the lease is over or the cap is passed
     */
    void extend(Duration ttl);
}
