package dev.sparkgate.pool;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses where a lease goes: to the pool with the fewest leases by its weight, and there to the driver with the fewest by
 * its share. Pure.
 *
 * <p>What is compared is what would be after the lease: {@code (leases + 1) / weight}. Weights 3 and 1 so get leases 3 : 1.
 * A pool of weight 0 serves only when no other can, and of several such pools the first that can: theirs is the order of
 * failover. Among equals the order of the environment decides.
 */
final class Balance {
    private Balance() {}

    /**
     * A driver with room.
     *
     * @param share of what it would get in full, above 0 and up to 1
     */
    record Candidate(String pool, String driver, int leases, double share) {
        Candidate {
            if (leases < 0 || !(share > 0 && share <= 1)) {
                throw new IllegalArgumentException("driver " + driver + ": leases " + leases + ", share " + share
                        + " (expected: >= 0, above 0 and at most 1)");
            }
        }

        private double load() {
            return (leases + 1) / share;
        }
    }

    /**
     * Returns the driver that takes the next lease; empty when nobody can.
     *
     * @param weights of the pools that may serve, in the order of preference
     * @param leases that each pool carries, all its drivers counted; an absent pool carries none
     */
    static Optional<Candidate> choose(
            Map<String, Integer> weights, Map<String, Integer> leases, List<Candidate> candidates) {
        Map<String, Double> shares = new HashMap<>();
        for (Candidate candidate : candidates) {
            if (weights.containsKey(candidate.pool())) {
                // A pool is as warm as its warmest driver.
                shares.merge(candidate.pool(), candidate.share(), Math::max);
            }
        }
        return pool(weights, leases, shares)
                .flatMap(pool -> candidates.stream()
                        .filter(candidate -> candidate.pool().equals(pool))
                        .min(Comparator.comparingDouble(Candidate::load)));
    }

    /** Returns the pool that gets the next lease, of those in {@code shares}; empty when there is none. */
    static Optional<String> pool(
            Map<String, Integer> weights, Map<String, Integer> leases, Map<String, Double> shares) {
        List<String> able =
                weights.keySet().stream().filter(shares::containsKey).toList();
        if (able.stream().allMatch(pool -> weight(weights, pool) == 0)) {
            return able.stream().findFirst();
        }
        return able.stream()
                .filter(pool -> weight(weights, pool) > 0)
                .min(Comparator.comparingDouble(pool ->
                        (leases.getOrDefault(pool, 0) + 1) / (weight(weights, pool) * shares.getOrDefault(pool, 1.0))));
    }

    private static int weight(Map<String, Integer> weights, String pool) {
        return weights.getOrDefault(pool, 0);
    }
}
