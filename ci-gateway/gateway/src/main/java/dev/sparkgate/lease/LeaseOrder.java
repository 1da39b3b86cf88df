package dev.sparkgate.lease;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks for; what is null comes from the environment.
 *
 * @param environment name of an environment; null = the gateway's default
 * @param idle a lease without traffic for so long ends
 * @param maxWait how long to stand in the queue at most
 * @param fork what its namespace starts with; null = nothing
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
        @Nullable Fork fork) {
    public LeaseOrder {
        requireNonNull(conf, "conf");
        requireNonNull(labels, "labels");
        conf = Map.copyOf(conf);
        labels = Map.copyOf(labels);
    }

    /** Orders a lease of a namespace of its own. */
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
        this(environment, team, user, ttl, idle, spark, conf, key, labels, maxWait, holder, implicit, null);
    }
}
