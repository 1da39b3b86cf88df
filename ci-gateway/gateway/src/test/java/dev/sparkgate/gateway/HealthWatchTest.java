package dev.sparkgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sparkgate.driver.DriverHandle;
import dev.sparkgate.driver.Profile;
import dev.sparkgate.pool.HealthPolicy;
import dev.sparkgate.pool.PoolPolicy;
import dev.sparkgate.pool.Pools;
import io.grpc.Status;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthWatchTest {
    private static final HealthPolicy OFTEN =
            new HealthPolicy(Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofSeconds(2));
    private static final HealthPolicy SELDOM =
            new HealthPolicy(Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofHours(2));

    private FakeDriverHandle handle = new FakeDriverHandle("one");
    private final Outcomes outcomes = new Outcomes();
    private Pools pools = pools(OFTEN);
    private HealthWatch watch = watch(OFTEN);

    @AfterEach
    void close() {
        watch.close();
    }

    @Test
    void shouldGiveUpADriverThatStaysSilentOnce() {
        // When
        handle.answer = () -> CompletableFuture.failedFuture(Status.DEADLINE_EXCEEDED.asRuntimeException());

        // Then
        await().until(() -> !watch.takesSessions("one"));
        assertThat(outcomes.all).isEmpty();
        await().until(() -> outcomes.all.equals(List.of("lost one")));
        int probes = handle.probes.get();
        await().during(Duration.ofMillis(300)).until(() -> handle.probes.get() == probes);
    }

    @Test
    void shouldTellThatADriverIsWellAgain() {
        // Given
        handle.answer = () -> CompletableFuture.failedFuture(Status.UNAVAILABLE.asRuntimeException());
        await().until(() -> !watch.takesSessions("one"));

        // When
        handle.answer = () -> CompletableFuture.completedFuture(true);

        // Then
        await().until(() -> watch.takesSessions("one"));
        assertThat(outcomes.all).containsExactly("recovered one");
    }

    @Test
    void shouldProbeAtOnceWhenACallFailed() {
        // Given
        watch.close();
        handle = new FakeDriverHandle("one");
        pools = pools(SELDOM);
        watch = watch(SELDOM);
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        handle.answer = () -> answer;

        // When
        watch.failed("one");
        watch.failed("one");
        watch.answered("one");

        // Then
        assertThat(watch.takesSessions("one")).isFalse();
        await().atMost(Duration.ofSeconds(5)).until(() -> handle.probes.get() == 1);

        // When
        answer.complete(true);

        // Then
        await().until(() -> watch.takesSessions("one"));
        assertThat(outcomes.all).containsExactly("recovered one");
    }

    @Test
    void shouldAnswerForTheGenerationOnlyWhileItKnowsTheDriver() {
        // When / Then
        assertThat(watch.sameGeneration("one")).isCompletedWithValue(true);
        assertThat(watch.sameGeneration("other")).isCompletedWithValue(false);
        watch.forget("one");
        assertThat(watch.sameGeneration("one")).isCompletedWithValue(false);
    }

    @Test
    void shouldNotMindReportsAfterItsEnd() {
        // When
        watch.close();
        watch.failed("one");
        watch.answered("one");
        watch.forget("one");

        // Then
        assertThat(watch.sameGeneration("one")).isCompletedWithValue(false);
    }

    private HealthWatch watch(HealthPolicy policy) {
        HealthWatch fresh = new HealthWatch(pools.health(), outcomes);
        fresh.watch(handle, policy);
        return fresh;
    }

    private Pools pools(HealthPolicy policy) {
        Profile profile = new Profile("4.1", "1g", Map.of(), List.of(), true);
        PoolPolicy pool = new PoolPolicy("p", "c", profile, 0, 1, 1, new PoolPolicy.Recycle(null, null, null), policy);
        Pools fresh = new Pools(Map.of("p", pool), Clock.systemUTC(), () -> "nonce1");
        fresh.adopt(handle.driver());
        return fresh;
    }

    private static final class Outcomes implements HealthWatch.Listener {
        final List<String> all = new CopyOnWriteArrayList<>();

        @Override
        public void recovered(String driverId) {
            all.add("recovered " + driverId);
        }

        @Override
        public void lost(DriverHandle handle) {
            all.add("lost " + handle.driver().id());
        }
    }
}
