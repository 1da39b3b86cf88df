package dev.sparkgate.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sparkgate.driver.Driver;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.pool.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever happens in whatever order: the promises of the design hold at every step. */
class LeaseInvariantsTest {
    private static final int LEASES_PER_DRIVER = 3;
    private static final int TEAM_CAP = 4;

    @Property(tries = 200)
    void shouldKeepItsPromisesUnderAnyHistory(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int drivers) {
        Random random = new Random(seed);
        LeaseHouse house = new LeaseHouse(drivers, LEASES_PER_DRIVER, TEAM_CAP, 1000);
        Map<String, String> secrets = new HashMap<>();
        List<String> ids = new ArrayList<>();
        for (int step = 0; step < 120; step++) {
            act(random, house, secrets, ids);
            check(house, secrets);
        }
        // Every lease ends: with no more orders, time and clean-up are enough.
        house.clock.advance(Duration.ofHours(5));
        house.leases.reap(holder -> true);
        house.tearDown();
        house.clock.advance(Duration.ofHours(5));
        house.leases.reap(holder -> true);
        house.tearDown();
        assertThat(house.leases.list(lease -> !(lease.state() instanceof LeaseState.Ended)))
                .isEmpty();
        assertThat(house.pools.views()).allMatch(view -> view.leases() == 0);
    }

    private static void act(Random random, LeaseHouse house, Map<String, String> secrets, List<String> ids) {
        switch (random.nextInt(9)) {
            case 0, 1, 2 -> {
                String key = random.nextBoolean() ? "key" + random.nextInt(20) : null;
                try {
                    LeaseManager.Acquired acquired =
                            house.leases.acquire(LeaseHouse.order("team" + random.nextInt(3), key));
                    secrets.put(acquired.lease().id(), acquired.secret());
                    ids.add(acquired.lease().id());
                } catch (SparkgateException refused) {
                    assertThat(refused.getMessage()).isNotEmpty();
                }
            }
            case 3 -> house.startDrivers();
            case 4 -> {
                if (!ids.isEmpty()) {
                    house.leases.release(ids.get(random.nextInt(ids.size())), EndReason.RELEASED);
                }
            }
            case 5 -> house.tearDown();
            case 6 -> {
                house.clock.advance(Duration.ofMinutes(random.nextInt(20)));
                house.leases.reap(holder -> true);
            }
            case 7 -> {
                for (Driver driver : running(house)) {
                    house.pools.health().probed(driver.id(), Probe.values()[random.nextInt(3)]);
                    if (random.nextInt(4) == 0) {
                        house.pools.health().failed(driver.id());
                    }
                }
                house.leases.serveQueue();
            }
            default -> {
                List<Driver> running = running(house);
                if (!running.isEmpty() && random.nextInt(4) == 0) {
                    Driver victim = running.get(random.nextInt(running.size()));
                    house.leases.driverGone(house.pools.gone(victim.id()), "killed");
                } else {
                    house.leases.releaseKey("key" + random.nextInt(20));
                }
            }
        }
    }

    private static List<Driver> running(LeaseHouse house) {
        return house.pools.views().stream()
                .map(view -> view.driver())
                .filter(java.util.Objects::nonNull)
                .toList();
    }

    private static void check(LeaseHouse house, Map<String, String> secrets) {
        Map<String, Integer> perDriver = new HashMap<>();
        Map<String, Integer> perTeam = new HashMap<>();
        for (Lease lease : house.leases.list(lease -> true)) {
            LeaseState state = lease.state();
            boolean placed = state.place() != null && !(state instanceof LeaseState.Ended);
            if (placed) {
                perTeam.merge(lease.team(), 1, Integer::sum);
                boolean running = house.pools
                        .running(state.place().driverId(), state.place().generation())
                        .isPresent();
                if (running) {
                    perDriver.merge(state.place().driverId(), 1, Integer::sum);
                } else {
                    assertThat(state.over())
                            .as("lease %s outlives its driver", lease)
                            .isTrue();
                }
            }
            assertSecret(house, lease, secrets.get(lease.id()));
        }
        assertThat(perDriver.values()).allMatch(count -> count <= LEASES_PER_DRIVER);
        assertThat(perTeam.values()).allMatch(count -> count <= TEAM_CAP);
        house.pools.views().forEach(view -> assertThat(view.leases()).isEqualTo(perDriver.getOrDefault(view.id(), 0)));
    }

    private static void assertSecret(LeaseHouse house, Lease lease, String secret) {
        boolean opens;
        try {
            opens = secret != null && house.leases.admit(secret) != null;
        } catch (SparkgateException refused) {
            opens = false;
        }
        boolean active = lease.state() instanceof LeaseState.Active;
        assertThat(opens).isEqualTo(active && secret != null);
    }
}
