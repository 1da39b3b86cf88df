package dev.sparkgate.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.sparkgate.driver.Address;
import dev.sparkgate.driver.Driver;
import dev.sparkgate.driver.Profile;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.lease.HandClock;
import java.time.Duration;
import java.util.LinkedHashMap;
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
        pools.take(Map.of("p", 1), "lease");
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
        pools.take(Map.of("p", 1), "lease");
        pools.giveBack(old.id(), "lease", true);

        // When
        List<PoolAction> replacement = pools.plan(Map.of());
        List<PoolAction> meanwhile = pools.plan(Map.of());
        boolean stillServes = pools.take(Map.of("p", 1), "next").isPresent();
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
        pools.take(Map.of("p", 1), "lease");

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
        Driver first = pools.take(Map.of("p", 1), "a").orElseThrow();
        Driver second = pools.take(Map.of("p", 1), "b").orElseThrow();

        // Then
        assertThat(first.id()).isNotEqualTo(second.id());
    }

    @Test
    void shouldPassOverDriversThatDoNotAnswer() {
        // Given
        Pools pools = pools(2, 2, 8, new PoolPolicy.Recycle(null, null, null));
        List<PoolAction> starts = pools.plan(Map.of());
        Driver sick = ready(pools, List.of(starts.get(0)));
        Driver well = ready(pools, List.of(starts.get(1)));

        // When
        pools.health().probed(sick.id(), Probe.SILENT);
        pools.health().probed(sick.id(), Probe.SILENT);

        // Then
        for (int i = 0; i < 8; i++) {
            assertThat(pools.take(Map.of("p", 1), "lease" + i)).contains(well);
        }
        assertThat(pools.take(Map.of("p", 1), "one too many")).isEmpty();
        assertThat(pools.views()).extracting(view -> view.health().word()).containsExactly("unhealthy", "healthy");

        // When
        pools.health().probed(sick.id(), Probe.ANSWERED);
        pools.health().probed(sick.id(), Probe.ANSWERED);

        // Then
        assertThat(pools.take(Map.of("p", 1), "one too many")).contains(sick);
    }

    @Test
    void shouldPassOverADriverWhoseCircuitIsOpenUntilItsProbeWasAnswered() {
        // Given
        Pools pools = pools(1, 1, 8, new PoolPolicy.Recycle(null, null, null));
        Driver driver = ready(pools, pools.plan(Map.of()));

        // When
        boolean opened = pools.health().failed(driver.id());
        boolean again = pools.health().failed(driver.id());

        // Then
        assertThat(opened).isTrue();
        assertThat(again).isFalse();
        assertThat(pools.take(Map.of("p", 1), "lease")).isEmpty();
        assertThat(pools.health().probed(driver.id(), Probe.ANSWERED).recovered())
                .isTrue();
        assertThat(pools.take(Map.of("p", 1), "lease")).contains(driver);
        assertThat(pools.health().openedCircuits()).isEqualTo(1);
    }

    @Test
    void shouldCountAnAnsweredCallAsASignOfLife() {
        // Given
        Pools pools = pools(1, 1, 8, new PoolPolicy.Recycle(null, null, null));
        Driver driver = ready(pools, pools.plan(Map.of()));
        for (int i = 0; i < 2; i++) {
            pools.health().probed(driver.id(), Probe.SILENT);
        }

        // When
        clock.advance(Duration.ofSeconds(40));
        pools.health().answered(driver.id());
        HealthBook.Change called = pools.health().probed(driver.id(), Probe.SILENT);
        clock.advance(Duration.ofSeconds(40));
        HealthBook.Change silent = pools.health().probed(driver.id(), Probe.SILENT);

        // Then
        assertThat(called.lost()).isFalse();
        assertThat(silent.lost()).isTrue();
    }

    @Test
    void shouldKnowNothingOfADriverThatIsGone() {
        // Given
        Pools pools = pools(1, 1, 8, new PoolPolicy.Recycle(null, null, null));
        Driver driver = ready(pools, pools.plan(Map.of()));

        // When
        pools.gone(driver.id());
        pools.health().answered(driver.id());

        // Then
        assertThat(pools.health().failed(driver.id())).isFalse();
        assertThat(pools.health().probed(driver.id(), Probe.ANSWERED)).isNull();
        assertThat(pools.health().takes(driver.id())).isFalse();
    }

    @Test
    void shouldReplaceAnUnhealthyDriverBeforeItIsLostOnlyWhenSomebodyWaits() {
        // Given
        Pools pools = pools(1, 2, 8, new PoolPolicy.Recycle(null, null, null));
        Driver driver = ready(pools, pools.plan(Map.of()));
        pools.health().probed(driver.id(), Probe.SILENT);
        pools.health().probed(driver.id(), Probe.SILENT);

        // When
        List<PoolAction> idle = pools.plan(Map.of());
        List<PoolAction> asked = pools.plan(pools.demand(List.of(Map.of("p", 1))));

        // Then
        assertThat(idle).isEmpty();
        assertThat(asked).singleElement().isInstanceOf(PoolAction.Start.class);
    }

    @Test
    void shouldStartADriverOfTheNextPoolWhenTheFirstIsFullOrCannotStart() {
        // Given
        PoolPolicy one = policy("one", 0, 1, 1, new PoolPolicy.Recycle(null, null, null));
        PoolPolicy two = policy("two", 0, 1, 1, new PoolPolicy.Recycle(null, null, null));
        Pools pools = new Pools(Map.of("one", one, "two", two), clock, this::nonce);
        Map<String, Integer> weights = new LinkedHashMap<>();
        weights.put("one", 1);
        weights.put("two", 0);

        // When / Then
        assertThat(pools.demand(List.of(weights))).containsExactly(entry("one", 1));
        assertThat(pools.demand(List.of(weights, weights, weights))).containsOnly(entry("one", 2), entry("two", 1));

        // When
        PoolAction.Start start = (PoolAction.Start) pools.plan(Map.of("one", 1)).get(0);
        pools.startFailed(start.driverId(), new SparkgateException(ErrorCode.DRIVER_START_FAILED, "no"));

        // Then
        assertThat(pools.demand(List.of(weights))).containsExactly(entry("two", 1));
        clock.advance(Duration.ofSeconds(1));
        assertThat(pools.demand(List.of(weights))).containsExactly(entry("one", 1));
    }

    @Test
    void shouldStopADrainedDriverAfterItsLastLeaseAndStartAnother() {
        // Given
        Pools pools = pools(1, 2, 8, new PoolPolicy.Recycle(null, null, null));
        Driver driver = ready(pools, pools.plan(Map.of()));
        pools.take(Map.of("p", 1), "lease");

        // When
        pools.drain(driver.id(), "drained by request");
        boolean takes = pools.take(Map.of("p", 1), "another").isPresent();
        List<PoolAction> replacement = pools.plan(Map.of());
        List<PoolAction> meanwhile = pools.plan(Map.of());
        pools.giveBack(driver.id(), "lease", true);
        List<PoolAction> empty = pools.plan(Map.of());

        // Then
        assertThat(takes).isFalse();
        assertThat(replacement).singleElement().isInstanceOf(PoolAction.Start.class);
        assertThat(meanwhile).isEmpty();
        assertThat(empty).containsExactly(new PoolAction.Stop(driver.id()));
    }

    @Test
    void shouldRefuseToDrainADriverThatIsNotReady() {
        // Given
        Pools pools = pools(1, 2, 8, new PoolPolicy.Recycle(null, null, null));
        PoolAction.Start start = (PoolAction.Start) pools.plan(Map.of()).get(0);

        // When / Then
        assertThatThrownBy(() -> pools.drain(start.driverId(), "drained by request"))
                .hasMessage("driver '" + start.driverId()
                        + "' is STARTING (expected: READY or DRAINING); drain it once it is ready");
    }

    private Pools pools(int minIdle, int max, int leasesPerDriver, PoolPolicy.Recycle recycle) {
        return new Pools(Map.of("p", policy("p", minIdle, max, leasesPerDriver, recycle)), clock, this::nonce);
    }

    private static PoolPolicy policy(
            String name, int minIdle, int max, int leasesPerDriver, PoolPolicy.Recycle recycle) {
        Profile profile = new Profile("4.1", "1g", Map.of(), List.of(), true);
        return new PoolPolicy(name, "c", profile, minIdle, max, leasesPerDriver, recycle);
    }

    private String nonce() {
        return "%06d-nonce".formatted(nonces.incrementAndGet());
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
