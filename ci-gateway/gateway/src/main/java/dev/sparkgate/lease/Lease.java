package dev.sparkgate.lease;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.namespace.Namespace;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The right to use one namespace on one driver until a moment in time.
 *
 * @param key the caller's own name for it, which makes acquiring idempotent
 * @param secretHash SHA-256 of its secret, in hex
 * @param conf Spark configuration that each of its sessions starts with
 * @param spark the Spark version asked for; null = any
 * @param implicit made by routing headers, for one session, not by a request for a lease
 */
public record Lease(
        String id,
        @Nullable String key,
        String secretHash,
        String environment,
        String team,
        String user,
        @Nullable String spark,
        Map<String, String> conf,
        Map<String, String> labels,
        Namespace namespace,
        Duration ttl,
        Duration idleAfter,
        @Nullable Holder holder,
        boolean implicit,
        Instant createdAt,
        LeaseState state) {
    public Lease {
        requireNonNull(id, "id");
        requireNonNull(secretHash, "secretHash");
        requireNonNull(environment, "environment");
        requireNonNull(team, "team");
        requireNonNull(user, "user");
        requireNonNull(namespace, "namespace");
        requireNonNull(ttl, "ttl");
        requireNonNull(idleAfter, "idleAfter");
        requireNonNull(createdAt, "createdAt");
        requireNonNull(state, "state");
        conf = Map.copyOf(conf);
        labels = Map.copyOf(labels);
    }

    /** Returns the same lease in another state. */
    public Lease in(LeaseState next) {
        return with(key, next);
    }

    /** Returns the same lease without its caller's name for it. */
    Lease withoutKey() {
        return with(null, state);
    }

    /** Returns the same lease, which lives on without its holder and without traffic. */
    Lease kept(Duration life) {
        Duration idle = idleAfter.compareTo(life) < 0 ? life : idleAfter;
        return new Lease(
                id,
                key,
                secretHash,
                environment,
                team,
                user,
                spark,
                conf,
                labels,
                namespace,
                ttl,
                idle,
                null,
                implicit,
                createdAt,
                state);
    }

    private Lease with(@Nullable String name, LeaseState next) {
        return new Lease(
                id,
                name,
                secretHash,
                environment,
                team,
                user,
                spark,
                conf,
                labels,
                namespace,
                ttl,
                idleAfter,
                holder,
                implicit,
                createdAt,
                next);
    }
}
