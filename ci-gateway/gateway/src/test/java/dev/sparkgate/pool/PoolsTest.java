package dev.sparkgate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sparkgate.driver.Address;
import dev.sparkgate.driver.Driver;
import dev.sparkgate.driver.Profile;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.lease.HandClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PoolsTest {
    private final HandClock clock = new HandClock();
    private final AtomicInteger nonces = new AtomicInteger();

    @Test
    void shouldKeepTheHotDriversWhenNobodyAsks() {
        // Given
        Pools pools = pools(2, 4, 2, new PoolPolicy.Recycle(null, null, null));

        // When
        List<PoolAction> actions = pools.plan(Map.of());

        // Then
        assertThat(actions).hasSize(2).allMatch(PoolAction.Start.class::isInstance);
        assertThat(pools.plan(Map.of())).isEmpty();
    }

    @Test
    void shouldStartNoMoreThanTheMaximumWhenManyWait() {
        // Given
        Pools pools = pools(0, 3, 2, new PoolPolicy.Recycle(null, null, null));

        // When
        List<PoolAction> actions = pools.plan(Map.of("p", 100));

        // Then
        assertThat(actions).hasSize(3);
    }

    @Test
    void shouldStopWhatIsNotNeededAfterAWhile() {
        // Given
        Pools pools = pools(0, 3, 1, new PoolPolicy.Recycle(null, null, null));
        Driver driver = ready(pools, pools.plan(Map.of("p", 1)));
        pools.take(List.of("p"), "lease");
        pools.giveBack(driver.id(), "lease", true);

        // When
        List<PoolAction> soon = pools.plan(Map.of());
        clock.advance(Duration.ofMinutes(6));
        pools.plan(Map.of());
        List<PoolAction> later = pools.plan(Map.of());

        // Then
        assertThat(soon).isEmpty();
        assertThat(later).containsExactly(new PoolAction.Stop(driver.id()));
    }

    @Test
    void shouldReplaceAWornDriverOnlyOnceAFreshOneIsReady() {
        // Given
        Pools pools = pools(1, 1, 1, new PoolPolicy.Recycle(1, null, null));
        Driver old = ready(pools, pools.plan(Map.of()));
        pools.take(List.of("p"), "lease");
        pools.giveBack(old.id(), "lease", true);

        // When
        List<PoolAction> replacement = pools.plan(Map.of());
        List<PoolAction> meanwhile = pools.plan(Map.of());
        boolean stillServes = pools.take(List.of("p"), "next").isPresent();
        ready(pools, replacement);
        pools.plan(Map.of());
        pools.giveBack(old.id(), "next", true);
        List<PoolAction> stop = pools.plan(Map.of());

        // Then
        assertThat(replacement).hasSize(1).first().isInstanceOf(PoolAction.Start.class);
        assertThat(meanwhile).isEmpty();
        assertThat(stillServes).isTrue();
        assertThat(stop).containsExactly(new PoolAction.Stop(old.id()));
    }

    @Test
    void shouldNotWearADriverWithLeasesThatNobodyUsed() {
        // Given
        Pools pools = pools(1, 1, 1, new PoolPolicy.Recycle(1, null, null));
        Driver driver = ready(pools, pools.plan(Map.of()));
        pools.take(List.of("p"), "lease");

        // When
        pools.giveBack(driver.id(), "lease", false);

        // Then
        assertThat(pools.plan(Map.of())).isEmpty();
    }

    @Test
    void shouldWaitLongerAfterEachFailedStartUnlessSomebodyAsks() {
        // Given
        Pools pools = pools(1, 1, 1, new PoolPolicy.Recycle(null, null, null));
        for (int i = 0; i < 3; i++) {
            PoolAction.Start start =
                    (PoolAction.Start) pools.plan(Map.of("p", 1)).get(0);
            pools.startFailed(start.driverId(), new SparkgateException(ErrorCode.DRIVER_START_FAILED, "no " + i));
        }

        // When / Then
        assertThat(pools.plan(Map.of())).isEmpty();
        assertThat(pools.failure("p").orElseThrow().message()).isEqualTo("no 2");
        clock.advance(Duration.ofSeconds(4));
        assertThat(pools.plan(Map.of())).hasSize(1);
    }

    @Test
    void shouldTakeTheLeastLoadedDriver() {
        // Given
        Pools pools = pools(2, 2, 2, new PoolPolicy.Recycle(null, null, null));
        List<PoolAction> starts = pools.plan(Map.of());
        starts.forEach(start -> ready(pools, List.of(start)));

        // When
        Driver first = pools.take(List.of("p"), "a").orElseThrow();
        Driver second = pools.take(List.of("p"), "b").orElseThrow();

        // Then
        assertThat(first.id()).isNotEqualTo(second.id());
    }

    private Pools pools(int minIdle, int max, int leasesPerDriver, PoolPolicy.Recycle recycle) {
        PoolPolicy policy = new PoolPolicy(
                "p", "c", new Profile("4.1", "1g", Map.of(), List.of(), true), minIdle, max, leasesPerDriver, recycle);
        return new Pools(Map.of("p", policy), clock, () -> "%06d-nonce".formatted(nonces.incrementAndGet()));
    }

    private Driver ready(Pools pools, List<PoolAction> actions) {
        PoolAction.Start start = (PoolAction.Start) actions.get(0);
        Driver driver = new Driver(
                start.driverId(),
                "p",
                "c",
                new Address("127.0.0.1", 1),
                start.generation(),
                "4.1.2",
                null,
                clock.instant());
        pools.listening(driver);
        pools.ready(driver.id());
        return driver;
    }
}
