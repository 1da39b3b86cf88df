package dev.sparkgate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sparkgate.driver.Address;
import dev.sparkgate.driver.Driver;
import dev.sparkgate.driver.Profile;
import dev.sparkgate.lease.HandClock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalingTest {
    private static final PoolPolicy.Recycle NEVER = new PoolPolicy.Recycle(null, null, null);

    private final HandClock clock = new HandClock(); // a Thursday, midnight UTC
    private final AtomicInteger nonces = new AtomicInteger();

    @ParameterizedTest
    @CsvSource({
        "2026-01-01T06:59:00Z, false", // a Thursday, 7:59 in Berlin
        "2026-01-01T07:00:00Z, true",
        "2026-01-01T17:59:00Z, true",
        "2026-01-01T18:00:00Z, false",
        "2026-01-03T12:00:00Z, false", // a Saturday
        "2026-07-01T06:00:00Z, true", // summer time: 8:00 in Berlin
    })
    void shouldFollowTheClocksOfItsZone(Instant moment, boolean expected) {
        HotWindow window = new HotWindow(
                EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                LocalTime.of(8, 0),
                LocalTime.of(19, 0),
                ZoneId.of("Europe/Berlin"),
                4);
        assertThat(window.holds(moment)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T21:59:00Z, false",
        "2026-01-02T22:00:00Z, true", // a Friday
        "2026-01-03T05:59:00Z, true",
        "2026-01-03T06:00:00Z, false",
        "2026-01-03T23:00:00Z, false",
    })
    void shouldGoOnOverMidnight(Instant moment, boolean expected) {
        HotWindow window =
                new HotWindow(Set.of(DayOfWeek.FRIDAY), LocalTime.of(22, 0), LocalTime.of(6, 0), ZoneId.of("UTC"), 4);
        assertThat(window.holds(moment)).isEqualTo(expected);
    }

    @Test
    void shouldKeepMoreHotInItsHoursAndLetThemGoAfterwards() {
        // Given
        HotWindow night = new HotWindow(
                EnumSet.allOf(DayOfWeek.class), LocalTime.of(1, 0), LocalTime.of(2, 0), ZoneId.of("UTC"), 3);
        Pools pools =
                pools(MemoryCap.NONE, pool("p", 1, 4, NEVER, new Scaling(Duration.ofMinutes(10), List.of(night))));
        ready(pools, pools.plan(Map.of()));

        // When
        clock.advance(Duration.ofHours(1));
        List<PoolAction> more = pools.plan(Map.of());
        ready(pools, more);
        clock.advance(Duration.ofMinutes(75));
        pools.plan(Map.of());

        // Then
        assertThat(more).hasSize(2).allMatch(PoolAction.Start.class::isInstance);
        assertThat(pools.plan(Map.of())).hasSize(2).allMatch(PoolAction.Stop.class::isInstance);
    }

    @Test
    void shouldStayWithinTheCapOnMemoryAndSaySo() {
        // Given
        Pools pools = pools(new MemoryCap(2L << 30, Set.of()), pool("p", 0, 4, NEVER, Scaling.DEFAULT));

        // When
        List<PoolAction> starts = pools.plan(Map.of("p", 4));

        // Then
        assertThat(starts).hasSize(2);
        assertThat(pools.shortage("p")).contains("2048 MiB of the 2048 MiB").contains("gateway.memory-cap");
    }

    @Test
    void shouldGiveTheMemoryOfAnIdleDriverToThoseWhoWait() {
        // Given
        Pools pools = pools(
                new MemoryCap(1L << 30, Set.of()),
                pool("idle", 0, 1, NEVER, Scaling.DEFAULT),
                pool("wanted", 0, 1, NEVER, Scaling.DEFAULT));
        Driver idle = ready(pools, pools.plan(Map.of("idle", 1))).get(0);

        // When
        assertThat(pools.plan(Map.of("wanted", 1))).isEmpty();
        List<PoolAction> stop = pools.plan(Map.of("wanted", 1));
        pools.gone(idle.id());
        List<PoolAction> start = pools.plan(Map.of("wanted", 1));

        // Then
        assertThat(stop).contains(new PoolAction.Stop(idle.id()));
        assertThat(start).hasSize(1).allMatch(PoolAction.Start.class::isInstance);
    }

    @Test
    void shouldReplaceADriverWhoseHeapStaysFull() {
        // Given
        Pools pools = pools(MemoryCap.NONE, pool("p", 1, 1, new PoolPolicy.Recycle(null, null, 0.8), Scaling.DEFAULT));
        Driver full = ready(pools, pools.plan(Map.of())).get(0);
        pools.health().heap(full.id(), 0.79);
        assertThat(pools.plan(Map.of())).isEmpty();

        // When
        pools.health().heap(full.id(), 0.8);
        ready(pools, pools.plan(Map.of()));
        pools.plan(Map.of());

        // Then
        assertThat(pools.plan(Map.of())).containsExactly(new PoolAction.Stop(full.id()));
    }

    @Test
    void shouldReplaceADriverThatFailsAgainAndAgain() {
        // Given
        Pools pools =
                pools(MemoryCap.NONE, pool("p", 1, 1, new PoolPolicy.Recycle(null, null, null, 0.3), Scaling.DEFAULT));
        Driver flaky = ready(pools, pools.plan(Map.of())).get(0);

        // When
        for (int i = 0; i < 4; i++) {
            pools.health().failed(flaky.id());
            pools.health().probed(flaky.id(), Probe.ANSWERED);
            pools.health().probed(flaky.id(), Probe.ANSWERED);
        }
        List<PoolAction> replacement = pools.plan(Map.of());

        // Then
        assertThat(replacement).hasSize(1).allMatch(PoolAction.Start.class::isInstance);
    }

    private Pools pools(MemoryCap cap, PoolPolicy... policies) {
        Map<String, PoolPolicy> byName = new LinkedHashMap<>();
        for (PoolPolicy policy : policies) {
            byName.put(policy.name(), policy);
        }
        return new Pools(byName, cap, clock, () -> "%06d-nonce".formatted(nonces.incrementAndGet()));
    }

    private static PoolPolicy pool(String name, int minIdle, int max, PoolPolicy.Recycle recycle, Scaling scaling) {
        Profile profile = new Profile("4.1", "1g", Map.of(), List.of(), true);
        return new PoolPolicy(name, "laptop", profile, minIdle, max, 1, recycle, HealthPolicy.DEFAULT, scaling);
    }

    private List<Driver> ready(Pools pools, List<PoolAction> actions) {
        return actions.stream()
                .filter(PoolAction.Start.class::isInstance)
                .map(PoolAction.Start.class::cast)
                .map(start -> {
                    Driver driver = new Driver(
                            start.driverId(),
                            start.pool().name(),
                            "laptop",
                            new Address("127.0.0.1", 1),
                            start.generation(),
                            "4.1.2",
                            null,
                            clock.instant());
                    pools.listening(driver);
                    pools.ready(driver.id());
                    return driver;
                })
                .toList();
    }
}
