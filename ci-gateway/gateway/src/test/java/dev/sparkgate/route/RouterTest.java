package dev.sparkgate.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.sparkgate.driver.Profile;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.namespace.NamespacePolicy;
import dev.sparkgate.pool.PoolPolicy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouterTest {
    private final Environment environment = new Environment(
            "test",
            List.of(
                    new Environment.PoolShare("west", 3),
                    new Environment.PoolShare("old", 1),
                    new Environment.PoolShare("east", 0)),
            new NamespacePolicy("n-{lease}", NamespacePolicy.Lifetime.LEASE, Map.of()),
            List.of(),
            new Environment.Limits(
                    Duration.ofHours(1), Duration.ofHours(4), Duration.ofMinutes(15), Duration.ofMinutes(5), 10),
            new Environment.Access(List.of("*"), 10));

    private final Router router = router("west", "4.1", "old", "4.0", "east", "4.1");

    @Test
    void shouldGiveTheWeightsOfThePoolsOfTheFirstPoolsVersionInTheirOrder() {
        // When
        Map<String, Integer> weights = router.weights(environment, null);

        // Then
        assertThat(weights).containsExactly(entry("west", 3), entry("east", 0));
        assertThat(List.copyOf(weights.keySet())).isEqualTo(router.pools(environment, null));
    }

    @Test
    void shouldGiveTheWeightsOfThePoolsOfTheWantedVersion() {
        // When
        Map<String, Integer> weights = router.weights(environment, "4.0.2");

        // Then
        assertThat(weights).containsExactly(entry("old", 1));
        assertThatThrownBy(() -> router.weights(environment, "3.5"))
                .isInstanceOf(SparkgateException.class)
                .hasMessageContaining("no pool of environment 'test' runs Spark 3.5");
    }

    @Test
    void shouldRefuseAWeightBelowZero() {
        // When / Then
        assertThatThrownBy(() -> new Environment.PoolShare("west", -1))
                .hasMessage("weight of pool west: -1 (expected: >= 0)");
    }

    private Router router(String... pools) {
        Map<String, PoolPolicy> policies = new LinkedHashMap<>();
        for (int i = 0; i < pools.length; i += 2) {
            Profile profile = new Profile(pools[i + 1], "1g", Map.of(), List.of(), true);
            policies.put(
                    pools[i],
                    new PoolPolicy(pools[i], "c", profile, 1, 1, 1, new PoolPolicy.Recycle(null, null, null)));
        }
        return new Router(Map.of("test", environment), policies, "test");
    }
}
