package dev.sparkgate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sparkgate.driver.Address;
import dev.sparkgate.driver.Driver;
import dev.sparkgate.driver.Profile;
import dev.sparkgate.lease.HandClock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PoolsConfigureTest {
    private final HandClock clock = new HandClock();
    private final AtomicInteger nonces = new AtomicInteger();
    private final Pools pools =
            new Pools(Map.of("p", policy("1g", 1, 1)), clock, () -> "%06d-nonce".formatted(nonces.incrementAndGet()));

    @Test
    void shouldReplaceADriverOfAnotherProfileOnceAFreshOneIsReady() {
        // Given
        Driver old = ready(pools.plan(Map.of()));
        pools.take(Map.of("p", 1), "lease");

        // When
        pools.configure(Map.of("p", policy("2g", 1, 1)));
        List<PoolAction> started = pools.plan(Map.of());
        Driver fresh = ready(started);
        List<PoolAction> meanwhile = pools.plan(Map.of());

        // Then
        assertThat(((PoolAction.Start) started.get(0)).pool().profile().memory())
                .isEqualTo("2g");
        assertThat(meanwhile).isEmpty();
        assertThat(pools.take(Map.of("p", 1), "next").orElseThrow().id()).isEqualTo(fresh.id());
        assertThat(pools.running(old.id(), old.generation())).isPresent();
        pools.giveBack(old.id(), "lease", true);
        assertThat(pools.plan(Map.of())).containsExactly(new PoolAction.Stop(old.id()));
    }

    @Test
    void shouldGoByChangedNumbersAtOnceWithTheDriversThatAreThere() {
        // Given
        Driver driver = ready(pools.plan(Map.of()));
        pools.take(Map.of("p", 1), "one");
        assertThat(pools.take(Map.of("p", 1), "two")).isEmpty();

        // When
        pools.configure(Map.of("p", policy("1g", 1, 2)));

        // Then
        assertThat(pools.take(Map.of("p", 1), "two").orElseThrow().id()).isEqualTo(driver.id());
    }

    @Test
    void shouldLetDriversOfAPoolThatIsGoneFinish() {
        // Given
        Driver driver = ready(pools.plan(Map.of()));
        pools.take(Map.of("p", 1), "lease");

        // When
        pools.configure(Map.of());
        List<PoolAction> leased = pools.plan(Map.of());
        pools.giveBack(driver.id(), "lease", true);
        List<PoolAction> free = pools.plan(Map.of());

        // Then
        assertThat(leased).isEmpty();
        assertThat(pools.policy("p").name()).isEqualTo("p");
        assertThat(free).containsExactly(new PoolAction.Stop(driver.id()));
    }

    private static PoolPolicy policy(String memory, int max, int leasesPerDriver) {
        Profile profile = new Profile("4.1", memory, Map.of(), List.of(), true);
        return new PoolPolicy("p", "c", profile, 1, max, leasesPerDriver, new PoolPolicy.Recycle(null, null, null));
    }

    private Driver ready(List<PoolAction> actions) {
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
