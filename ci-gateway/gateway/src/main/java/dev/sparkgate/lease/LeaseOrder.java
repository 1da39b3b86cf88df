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
        boolean implicit) {
    public LeaseOrder {
        requireNonNull(conf, "conf");
        requireNonNull(labels, "labels");
        conf = Map.copyOf(conf);
        labels = Map.copyOf(labels);
    }
}
