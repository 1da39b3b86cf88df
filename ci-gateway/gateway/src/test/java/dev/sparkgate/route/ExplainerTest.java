package dev.sparkgate.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.sparkgate.driver.Address;
import dev.sparkgate.driver.Driver;
import dev.sparkgate.driver.Profile;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.namespace.NamespacePolicy;
import dev.sparkgate.pool.PoolAction;
import dev.sparkgate.pool.PoolPolicy;
import dev.sparkgate.pool.Pools;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ExplainerTest {
    private final AtomicInteger numbers = new AtomicInteger();
    private final Environment prod = environment("prod", List.of("search"), "west", 1, "east", 1, "old", 1, "far", 0);
    private final Map<String, PoolPolicy> policies = policies();
    private final Pools pools =
            new Pools(policies, Clock.systemUTC(), () -> "%06d-nonce".formatted(numbers.incrementAndGet()));
    private final Router router = new Router(
            Map.of("prod", prod),
            policies,
            "prod",
            new Regions("us-west-2", Map.of("usw2", "us-west-2", "use1", "us-east-1")),
            pools::runningSpark);
    private final Explainer explainer = new Explainer(router, pools);

    @Test
    void shouldSayWhyEachPoolServesOrNot() {
        // Given
        String west = ready("west");
        ready("east");

        // When
        Explanation explanation = explainer.explain(null, "search", null, null);

        // Then
        assertThat(explanation.outcome()).isEqualTo(Explanation.Outcome.GRANTED);
        assertThat(explanation.driver()).isEqualTo(west);
        assertThat(whys(explanation))
                .containsEntry("east", "stands by, it is in region us-east-1, this gateway in us-west-2; has room")
                .containsEntry("old", "out: runs Spark 4.0; who asks for no version gets that of the first pool, 4.1")
                .hasEntrySatisfying("far", why -> assertThat(why).startsWith("stands by, it is in no region"))
                .hasEntrySatisfying("west", why -> assertThat(why).startsWith("chosen"));
        assertThat(pools.take(router.weights(prod, null), "lease").orElseThrow().id())
                .isEqualTo(west);
    }

    @Test
    void shouldSayThatADriverStartsWhereNoneRuns() {
        // When
        Explanation explanation = explainer.explain("prod", null, "4.0", null);

        // Then
        assertThat(explanation.outcome()).isEqualTo(Explanation.Outcome.STARTS);
        assertThat(explanation.pool()).isEqualTo("old");
        assertThat(explanation.because()).isEqualTo("it waits while pool 'old' starts a driver");
        assertThat(whys(explanation)).containsEntry("west", "out: runs Spark 4.1, not the wanted 4.0");
    }

    @Test
    void shouldSayThatTheQueueWaitsWhenAllIsFull() {
        // Given
        ready("old");
        pools.take(Map.of("old", 1), "lease");

        // When
        Explanation explanation = explainer.explain("prod", null, "4.0", null);

        // Then
        assertThat(explanation.outcome()).isEqualTo(Explanation.Outcome.WAITS);
        assertThat(explanation.because()).contains("waits in the queue for a place in pool 'old'");
    }

    @Test
    void shouldTellWhatKeepsAPoolFromStarting() {
        // Given
        PoolAction.Start start = (PoolAction.Start) pools.plan(Map.of("old", 1)).get(0);
        pools.startFailed(start.driverId(), new SparkgateException(ErrorCode.DRIVER_START_FAILED, "no Java there"));

        // When
        Explanation explanation = explainer.explain("prod", null, "4.0", null);

        // Then
        assertThat(whys(explanation).get("old")).contains("its last start failed: no Java there");
    }

    @Test
    void shouldSayWhyARequestIsRefused() {
        // When
        Explanation team = explainer.explain("prod", "ads", null, null);
        Explanation version = explainer.explain("prod", "search", "3.5", null);

        // Then
        assertThat(team.outcome()).isEqualTo(Explanation.Outcome.REFUSED);
        assertThat(team.because()).isEqualTo("team 'ads' may not enter (expected: one of search)");
        assertThat(version.outcome()).isEqualTo(Explanation.Outcome.REFUSED);
        assertThat(version.because()).contains("no pool of environment 'prod' runs Spark 3.5");
        assertThatThrownBy(() -> explainer.explain("prd", null, null, null))
                .hasMessageContaining("environment 'prd' is not known");
    }

    @Test
    void shouldPlaceAClientThatIsTooNewOnAPoolThatServesIt() {
        // Given
        Environment mixed = environment("mixed", List.of("*"), "old", 1, "west", 1);
        router.replace(Map.of("mixed", mixed), policies, "mixed", Regions.NONE);

        // When / Then
        assertThat(router.sparkFor("mixed", null, "4.0")).isNull();
        assertThat(router.sparkFor("mixed", null, "3.5")).isNull();
        assertThat(router.sparkFor("mixed", null, "4.1")).isEqualTo("4.1");
        assertThat(router.sparkFor("mixed", "4.0", "4.1")).isEqualTo("4.0");
        assertThat(router.sparkFor("mixed", null, "4.2")).isNull();
        assertThat(explainer.explain("mixed", null, null, "4.1").pool()).isEqualTo("west");
    }

    @Test
    void shouldHoldAnExactVersionAgainstWhatRuns() {
        // Given
        assertThat(router.weights(prod, "4.1.9")).containsOnlyKeys("west", "east", "far");

        // When
        ready("west");

        // Then
        assertThat(router.weights(prod, "4.1.9")).containsOnlyKeys("east", "far");
        assertThat(router.weights(prod, "4.1.2").get("west")).isEqualTo(1);
    }

    @Test
    void shouldPutTheOwnRegionFirstAndTheOthersInTheirOrder() {
        // When
        Map<String, Integer> weights = router.weights(prod, null);

        // Then
        assertThat(weights).containsExactly(entry("west", 1), entry("east", 0), entry("far", 0));
    }

    @Test
    void shouldKeepTheRulesOfAnEnvironmentThatIsGoneForItsLeases() {
        // When
        router.replace(
                Map.of("new", environment("new", List.of("*"), "west", 1)),
                Map.of("west", policies.get("west")),
                "new",
                Regions.NONE);

        // Then
        assertThat(router.environment("prod")).isEqualTo(prod);
        assertThat(router.knows("prod")).isFalse();
        assertThat(router.weights(prod, null)).containsExactly(entry("west", 1));
        assertThat(router.environments()).extracting(Environment::name).containsExactly("new");
        assertThatThrownBy(() -> router.open("prod")).hasMessageContaining("(expected: one of new)");
    }

    private static Map<String, String> whys(Explanation explanation) {
        Map<String, String> whys = new LinkedHashMap<>();
        explanation.pools().forEach(verdict -> whys.put(verdict.candidate().pool(), verdict.why()));
        return whys;
    }

    private String ready(String pool) {
        PoolAction.Start start = (PoolAction.Start) pools.plan(Map.of(pool, 1)).stream()
                .filter(action -> action instanceof PoolAction.Start starts
                        && starts.pool().name().equals(pool))
                .findFirst()
                .orElseThrow();
        pools.listening(new Driver(
                start.driverId(),
                pool,
                start.pool().cluster(),
                new Address("127.0.0.1", 1),
                start.generation(),
                start.pool().profile().spark() + ".2",
                null,
                Clock.systemUTC().instant()));
        pools.ready(start.driverId());
        return start.driverId();
    }

    private static Map<String, PoolPolicy> policies() {
        Map<String, PoolPolicy> policies = new LinkedHashMap<>();
        String[][] all = {{"west", "usw2", "4.1"}, {"east", "use1", "4.1"}, {"old", "usw2", "4.0"}, {"far", "x", "4.1"}
        };
        for (String[] one : all) {
            Profile profile = new Profile(one[2], "1g", Map.of(), List.of(), true);
            policies.put(
                    one[0], new PoolPolicy(one[0], one[1], profile, 0, 1, 1, new PoolPolicy.Recycle(null, null, null)));
        }
        return policies;
    }

    private static Environment environment(String name, List<String> teams, Object... shares) {
        List<Environment.PoolShare> pools = new java.util.ArrayList<>();
        for (int i = 0; i < shares.length; i += 2) {
            pools.add(new Environment.PoolShare((String) shares[i], (Integer) shares[i + 1]));
        }
        return new Environment(
                name,
                pools,
                new NamespacePolicy("n-{lease}", NamespacePolicy.Lifetime.LEASE, Map.of()),
                List.of(),
                new Environment.Limits(
                        Duration.ofHours(1), Duration.ofHours(4), Duration.ofMinutes(15), Duration.ofMinutes(5), 10),
                new Environment.Access(teams, 10));
    }
}
