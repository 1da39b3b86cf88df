package dev.sparkgate.junit;

import static java.util.Objects.requireNonNull;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A lease in our hands, until it is closed. */
final class HeldLease implements SparkLease, AutoCloseable {
    private static final Logger LOG = System.getLogger(HeldLease.class.getName());

    private static final Duration KEPT = Duration.ofMinutes(30);

    private final GatewayClient client;
    private final GatewayAddress gateway;
    private final String id;
    private final String remote;
    private final String namespace;
    private final String environment;
    private final String driver;
    private final String catalog;
    private final String database;
    private final Consumer<HeldLease> whenReleased;
    private final AtomicBoolean released = new AtomicBoolean();
    // Volatile: a test may extend the lease in one thread and ask in another.
    private volatile Instant expiresAt;

    HeldLease(
            GatewayClient client,
            GatewayAddress gateway,
            LeaseAnswer granted,
            String remote,
            Consumer<HeldLease> whenReleased) {
        this.client = requireNonNull(client, "client");
        this.gateway = requireNonNull(gateway, "gateway");
        this.id = granted.id();
        this.remote = requireNonNull(remote, "remote");
        this.namespace = granted.namespace();
        this.environment = granted.environment();
        this.driver = granted.driver();
        this.catalog = granted.catalog();
        this.database = granted.database();
        this.expiresAt = granted.expiresAt();
        this.whenReleased = requireNonNull(whenReleased, "whenReleased");
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String remote() {
        return remote;
    }

    @Override
    public String namespace() {
        return namespace;
    }

    @Override
    public String environment() {
        return environment;
    }

    /** Returns the id of the driver that it is on. */
    String driver() {
        return driver;
    }

    /** Returns the catalog that its sessions start in. */
    String catalog() {
        return catalog;
    }

    /** Returns the database that its sessions start in. */
    String database() {
        return database;
    }

    GatewayAddress gateway() {
        return gateway;
    }

    /** Has the lease live on without this process, for a look at what a failed test has left. */
    void keep() {
        if (!released.compareAndSet(false, true)) {
            return;
        }
        try {
            expiresAt = client.keep(gateway, id, KEPT).expiresAt();
        } catch (SparkGatewayException e) {
            LOG.log(Level.WARNING, "{0}; the lease is not kept", e.getMessage());
            released.set(false);
            return;
        }
        whenReleased.accept(this);
    }

    /** Says whether the lease lives on without us. */
    boolean isGone() {
        return released.get();
    }

    @Override
    public Instant expiresAt() {
        return expiresAt;
    }

    @Override
    public void extend(Duration ttl) {
        if (ttl.isNegative() || ttl.isZero()) {
            throw new IllegalArgumentException("extension of lease " + id + " by " + ttl + " (expected: more than 0)");
        }
        expiresAt = client.extend(gateway, id, ttl).expiresAt();
    }

    /** Releases the lease, once; a release that fails is logged only, because the lease ends by its TTL anyway. */
    @Override
    public void close() {
        if (!released.compareAndSet(false, true)) {
            return;
        }
        try {
            client.release(gateway, id);
        } catch (SparkGatewayException e) {
            LOG.log(Level.WARNING, "{0}; the lease ends by itself at {1}", e.getMessage(), expiresAt);
        } finally {
            whenReleased.accept(this);
        }
    }

    /** Names the lease without its secret. */
    @Override
    public String toString() {
        return "lease " + id + " of namespace " + namespace + " in environment " + environment;
    }
}
