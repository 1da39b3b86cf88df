package dev.sparkgate.lease;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.namespace.Namespace;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks for; what is null comes from the environment.
 *
 * @param environment name of an environment; null = the gateway's default
 * @param idle a lease without traffic for so long ends
 * @param maxWait how long to stand in the queue at most
 * @param fork the lease that it is a fork of; null = it is none
 * @param base what its namespace starts as a fork of, where that is no lease; null = as the environment says
 */
public record LeaseOrder(
        @Nullable String environment,
        @Nullable String team,
        @Nullable String user,
        @Nullable Duration ttl,
        @Nullable Duration idle,
        @Nullable String spark,
        Map<String, String> conf,
        @Nullable String key,
        Map<String, String> labels,
        @Nullable Duration maxWait,
        @Nullable Holder holder,
        boolean implicit,
        @Nullable Fork fork,
        Namespace.@Nullable Base base) {
    public LeaseOrder {
        requireNonNull(conf, "conf");
        requireNonNull(labels, "labels");
        conf = Map.copyOf(conf);
        labels = Map.copyOf(labels);
    }

    /** Asks for a namespace that starts as the environment says. */
    public LeaseOrder(
            @Nullable String environment,
            @Nullable String team,
            @Nullable String user,
            @Nullable Duration ttl,
            @Nullable Duration idle,
            @Nullable String spark,
            Map<String, String> conf,
            @Nullable String key,
            Map<String, String> labels,
            @Nullable Duration maxWait,
            @Nullable Holder holder,
            boolean implicit) {
        this(environment, team, user, ttl, idle, spark, conf, key, labels, maxWait, holder, implicit, null, null);
    }

    /** Returns the same order for a namespace that starts as a fork of a template. */
    public LeaseOrder on(Namespace.@Nullable Base start) {
        return new LeaseOrder(
                environment, team, user, ttl, idle, spark, conf, key, labels, maxWait, holder, implicit, fork, start);
    }
}
