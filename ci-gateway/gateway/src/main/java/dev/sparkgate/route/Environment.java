package dev.sparkgate.route;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.namespace.NamespacePolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A named way to get a lease: which pools serve it, what its namespaces are, its limits and who may enter.
 *
 * @param pools shares in the order of the configuration, at least one
 * @param fixtures paths of fixture files
 */
public record Environment(
        String name,
        List<PoolShare> pools,
        NamespacePolicy namespace,
        List<String> fixtures,
        Limits limits,
        Access access) {
    public Environment {
        requireNonNull(name, "name");
        requireNonNull(namespace, "namespace");
        requireNonNull(limits, "limits");
        requireNonNull(access, "access");
        pools = List.copyOf(pools);
        fixtures = List.copyOf(fixtures);
        if (pools.isEmpty()) {
            throw new IllegalArgumentException("environment " + name + " has no pools (expected: at least 1)");
        }
    }

    /**
     * A pool that serves the environment.
     *
     * @param weight its share among them, 0 or more; 0 = only when no other can
     */
    public record PoolShare(String pool, int weight) {
        public PoolShare {
            requireNonNull(pool, "pool");
            if (weight < 0) {
                throw new IllegalArgumentException("weight of pool " + pool + ": " + weight + " (expected: >= 0)");
            }
        }
    }

    /**
     * How long leases live and wait.
     *
     * @param ttl given when none is asked for; starts at the grant
     * @param maxTtl the most that can be asked for, extensions included
     * @param idle a lease without traffic for so long ends
     * @param maxWait how long a request may stand in the queue
     * @param maxQueue how many requests may stand in it, 0 or more
     */
    public record Limits(Duration ttl, Duration maxTtl, Duration idle, Duration maxWait, int maxQueue) {
        public Limits {
            requireNonNull(ttl, "ttl");
            requireNonNull(maxTtl, "maxTtl");
            requireNonNull(idle, "idle");
            requireNonNull(maxWait, "maxWait");
        }
    }

    /**
     * Who may enter, and how many leases they may have at once.
     *
     * @param teams {@code *} = everybody
     * @param leasesPerTeam at most for one team
     * @param leases at most for all teams together
     * @param weights shares of teams while there is not enough for all; who is not named has 1, or that of {@code *}
     */
    public record Access(List<String> teams, int leasesPerTeam, int leases, Map<String, Integer> weights) {
        public Access {
            teams = List.copyOf(teams);
            weights = Map.copyOf(weights);
        }

        /** Sets no cap for all teams together, and no team above others. */
        public Access(List<String> teams, int leasesPerTeam) {
            this(teams, leasesPerTeam, Integer.MAX_VALUE, Map.of());
        }

        /** Returns the share of a team, 1 or more. */
        public int weight(String team) {
            return weights.getOrDefault(team, weights.getOrDefault("*", 1));
        }
    }
}
