package dev.sparkgate.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sparkgate.driver.Driver;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.pool.DriverState;
import dev.sparkgate.pool.HotWindow;
import dev.sparkgate.pool.MemoryCap;
import dev.sparkgate.pool.PoolAction;
import dev.sparkgate.pool.PoolPolicy;
import dev.sparkgate.pool.Pools;
import dev.sparkgate.pool.Probe;
import dev.sparkgate.pool.Scaling;
import dev.sparkgate.route.Environment;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A year of random demand on planner and queue, minute by minute where much happens, with the design's promises checked at every step. */
class AllocatorYearTest {
    private static final int LEASES_PER_DRIVER = 4;
    private static final int MOST_DRIVERS = 6;
    private static final int TEAM_CAP = 9;
    private static final int ALL_CAP = 18;
    private static final MemoryCap CAP = new MemoryCap(5L << 30, Set.of());
    private static final Duration STEP = Duration.ofMinutes(20);
    private static final int STEPS = (int) Duration.ofDays(365).dividedBy(STEP);

    private final Set<String> everActive = new HashSet<>();
    private final Map<String, Long> lastGranted = new HashMap<>();
    private Random random = new Random();
    private LeaseHouse house = house();
    private List<PoolAction.Start> starting = new ArrayList<>();

    @Property(tries = 3)
    void shouldKeepItsPromisesForAYear(@ForAll long seed) {
        random = new Random(seed);
        house = house();
        starting = new ArrayList<>();
        everActive.clear();
        lastGranted.clear();
        for (int step = 0; step < STEPS; step++) {
            int busy = busyHour() ? 6 : 1;
            for (int i = 0; i < random.nextInt(busy) + 1; i++) {
                act();
                check();
            }
            house.clock.advance(STEP.dividedBy(1 + random.nextInt(3)));
            house.leases.reap(holder -> true);
            carryOut();
            check();
            if (step % 200 == 0) {
                house.leases.forget();
            }
        }
        end();
        assertThat(everActive).hasSizeGreaterThan(10_000);
    }

    private boolean busyHour() {
        return random.nextInt(10) < 7;
    }

    private void act() {
        switch (random.nextInt(8)) {
            case 0, 1, 2, 3 -> order();
            case 4 ->
                one(lease -> !lease.state().over())
                        .forEach(lease -> house.leases.release(lease.id(), EndReason.RELEASED));
            case 5 -> house.tearDown();
            case 6 ->
                ready().forEach(driver -> house.pools
                        .health()
                        .probed(driver.id(), random.nextInt(5) == 0 ? Probe.SILENT : Probe.ANSWERED));
            default -> {
                List<Driver> ready = ready();
                if (!ready.isEmpty() && random.nextInt(20) == 0) {
                    Driver victim = ready.get(random.nextInt(ready.size()));
                    house.leases.driverGone(house.pools.gone(victim.id()), "killed");
                }
            }
        }
    }

    private void order() {
        int team = random.nextInt(4);
        try {
            house.leases.acquire(
                    LeaseHouse.order("team" + team, random.nextInt(3) == 0 ? "key" + random.nextInt(50) : null));
        } catch (SparkgateException refused) {
            assertThat(refused.code()).isIn(ErrorCode.LEASE_ENDED, ErrorCode.QUEUE_FULL);
        }
    }

    /** Starts take until the next step; some fail. */
    private void carryOut() {
        for (PoolAction.Start start : starting) {
            if (random.nextInt(10) == 0) {
                house.pools.startFailed(
                        start.driverId(), new SparkgateException(ErrorCode.DRIVER_START_FAILED, "no luck"));
            } else {
                Driver driver = LeaseHouse.driver(start);
                house.pools.listening(driver);
                house.pools.ready(driver.id());
            }
        }
        starting.clear();
        for (PoolAction action : house.pools.plan(house.leases.waiting())) {
            if (action instanceof PoolAction.Start start) {
                starting.add(start);
            } else if (action instanceof PoolAction.Stop stop) {
                Set<String> left = house.pools.gone(stop.driverId());
                assertThat(left).as("leases of a driver that is stopped").isEmpty();
            }
        }
        house.leases.serveQueue();
    }

    private void check() {
        Map<String, Integer> perDriver = new HashMap<>();
        Map<String, Integer> perTeam = new HashMap<>();
        for (Lease lease : house.leases.list(lease -> !(lease.state() instanceof LeaseState.Ended))) {
            Place place = lease.state().place();
            if (place != null) {
                perTeam.merge(lease.team(), 1, Integer::sum);
                perDriver.merge(place.driverId(), 1, Integer::sum);
                boolean runs = house.pools
                        .running(place.driverId(), place.generation())
                        .isPresent();
                assertThat(runs || lease.state().over()).isTrue();
            }
        }
        assertThat(perDriver.values()).allMatch(count -> count <= LEASES_PER_DRIVER);
        assertThat(perTeam.values()).allMatch(count -> count <= TEAM_CAP);
        assertThat(perTeam.values().stream().mapToInt(Integer::intValue).sum()).isLessThanOrEqualTo(ALL_CAP);
        List<Pools.View> drivers = house.pools.views();
        assertThat((long) drivers.size() << 30).isLessThanOrEqualTo(CAP.bytes());
        drivers.forEach(driver -> assertThat(driver.leases()).isEqualTo(perDriver.getOrDefault(driver.id(), 0)));
        grantsAreInOrder();
    }

    /** Within a team, who came first is granted first. */
    private void grantsAreInOrder() {
        for (Lease lease : house.changes) {
            if (lease.state() instanceof LeaseState.Active && everActive.add(lease.id())) {
                long created = lease.createdAt().toEpochMilli();
                Long before = lastGranted.put(lease.team(), created);
                assertThat(before == null || before <= created)
                        .as("%s is granted after one that came later", lease)
                        .isTrue();
            }
        }
        house.changes.clear();
    }

    private void end() {
        for (int i = 0; i < 3; i++) {
            house.clock.advance(Duration.ofHours(5));
            house.leases.reap(holder -> true);
            house.tearDown();
        }
        assertThat(house.leases.inUse()).isFalse();
        assertThat(house.leases.waitingByTeam()).isEmpty();
        assertThat(house.pools.views()).allMatch(view -> view.leases() == 0);
    }

    private List<Lease> one(java.util.function.Predicate<Lease> condition) {
        List<Lease> all = house.leases.list(condition);
        return all.isEmpty() ? all : List.of(all.get(random.nextInt(all.size())));
    }

    private List<Driver> ready() {
        return house.pools.views().stream()
                .filter(view -> view.state() instanceof DriverState.Ready)
                .map(Pools.View::driver)
                .toList();
    }

    private static LeaseHouse house() {
        PoolPolicy pool = LeaseHouse.pool(
                MOST_DRIVERS,
                LEASES_PER_DRIVER,
                new Scaling(
                        Duration.ofMinutes(30),
                        List.of(new HotWindow(
                                EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                                LocalTime.of(8, 0),
                                LocalTime.of(19, 0),
                                ZoneId.of("Europe/Berlin"),
                                3))));
        Environment.Access access = new Environment.Access(List.of("*"), TEAM_CAP, ALL_CAP, Map.of("team0", 3));
        return new LeaseHouse(pool, CAP, access, 200, new FakeLeaseStore());
    }
}
