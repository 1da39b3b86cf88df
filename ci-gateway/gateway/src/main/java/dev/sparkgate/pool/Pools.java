package dev.sparkgate.pool;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.driver.Driver;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The roster of all pools: which drivers there are, in which state, with which leases; and the plan of what to start and
 * stop. It does nothing itself: the gateway carries the plan out and reports back.
 *
 * <p>Thread-safe; one lock, because a take must see the leases and the state of all drivers of a pool at once.
 */
public final class Pools {
    /** A driver beyond what is wanted stays this long, so that a short pause between jobs does not cost a start. */
    private static final Duration SCALE_DOWN_AFTER = Duration.ofMinutes(5);

    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(1);
    private static final Duration LAST_BACK_OFF = Duration.ofMinutes(5);

    private final Map<String, PoolPolicy> policies;
    private final Map<String, PoolMember> members = new LinkedHashMap<>();
    private final Map<String, StartFailure> failures = new HashMap<>();
    private final Clock clock;
    private final Supplier<String> nonce;
    private boolean closed;

    /**
     * Starts with no drivers.
     *
     * @param nonce gives a fresh random word each time, for ids and generations
     */
    public Pools(Map<String, PoolPolicy> policies, Clock clock, Supplier<String> nonce) {
        this.policies = new LinkedHashMap<>(policies);
        this.clock = requireNonNull(clock, "clock");
        this.nonce = requireNonNull(nonce, "nonce");
    }

    /** Why the newest start of a pool failed, and how often in a row. */
    public record StartFailure(ErrorCode code, String message, int inARow, Instant at) {
        Instant nextTry() {
            Duration wait = FIRST_BACK_OFF.multipliedBy(1L << Math.min(inARow - 1, 10));
            return at.plus(wait.compareTo(LAST_BACK_OFF) > 0 ? LAST_BACK_OFF : wait);
        }
    }

    /** One driver as it stands, for people and APIs. */
    public record View(
            String id,
            String pool,
            String cluster,
            String generation,
            DriverState state,
            @Nullable Driver driver,
            int leases) {}

    public Collection<PoolPolicy> policies() {
        return List.copyOf(policies.values());
    }

    /** Gives a lease a place on the least loaded ready driver of the first of these pools that has room. */
    public synchronized Optional<Driver> take(List<String> pools, String lease) {
        for (String pool : pools) {
            Optional<PoolMember> best = members.values().stream()
                    .filter(member -> member.pool().name().equals(pool) && member.hasRoom())
                    .min(Comparator.comparingInt(PoolMember::leaseCount));
            if (best.isPresent()) {
                best.get().add(lease);
                return Optional.of(requireNonNull(best.get().driver(), "driver of a ready member"));
            }
        }
        return Optional.empty();
    }

    /** Gives a lease its old place again after a restart; false when that driver or generation is no more. */
    public synchronized boolean retake(String driverId, String generation, String lease) {
        PoolMember member = members.get(driverId);
        if (member == null
                || !member.generation().equals(generation)
                || !member.state().counts()) {
            return false;
        }
        member.add(lease);
        return true;
    }

    /**
     * Takes a lease's place away.
     *
     * @param used whether the lease ever had traffic: only then has it worn its driver
     */
    public synchronized void giveBack(String driverId, String lease, boolean used) {
        PoolMember member = members.get(driverId);
        if (member != null) {
            member.remove(lease, used, clock.instant());
        }
    }

    /** Puts a driver that an earlier gateway launched into its pool, ready. */
    public synchronized void adopt(Driver driver) {
        PoolPolicy policy = policies.get(driver.pool());
        if (policy == null) {
            throw new SparkgateException(
                    ErrorCode.CONFIG_INVALID,
                    "driver " + driver.id() + " belongs to pool '" + driver.pool() + "', which is not configured");
        }
        Instant now = clock.instant();
        members.put(
                driver.id(),
                new PoolMember(driver.id(), policy, driver.generation(), new DriverState.Ready(driver, now), now));
    }

    /** Notes that a started driver listens. */
    public synchronized void listening(Driver driver) {
        PoolMember member = members.get(driver.id());
        if (member != null && member.state() instanceof DriverState.Starting starting) {
            member.state(starting.listen(driver, clock.instant()));
        }
    }

    /** Notes that a driver answered its first query and may take leases. */
    public synchronized void ready(String driverId) {
        PoolMember member = members.get(driverId);
        if (member != null && member.state() instanceof DriverState.Warming warming) {
            member.state(warming.ready(clock.instant()));
            failures.remove(member.pool().name());
        }
    }

    /** Notes that a start came to nothing; the pool's next start waits for a growing while. */
    public synchronized void startFailed(String driverId, SparkgateException failure) {
        PoolMember member = members.remove(driverId);
        if (member == null) {
            return;
        }
        StartFailure last = failures.get(member.pool().name());
        int inARow = last == null ? 1 : last.inARow() + 1;
        failures.put(
                member.pool().name(), new StartFailure(failure.code(), failure.getMessage(), inARow, clock.instant()));
    }

    /** Notes that a driver is gone, and returns the leases that it takes with it. */
    public synchronized Set<String> gone(String driverId) {
        PoolMember member = members.remove(driverId);
        return member == null ? Set.of() : member.leases();
    }

    /** Lets a driver take no more leases; it is stopped when its last one is over. */
    public synchronized void drain(String driverId, String why) {
        PoolMember member = members.get(driverId);
        if (member == null) {
            throw new SparkgateException(
                    ErrorCode.DRIVER_UNKNOWN,
                    "driver '" + driverId + "' is not known (expected: one of " + members.keySet()
                            + "); list them with: sparkgate drivers");
        }
        if (member.state() instanceof DriverState.Ready ready) {
            member.state(ready.drain(why, clock.instant()));
        }
    }

    /** Plans no more starts: the gateway is about to end. */
    public synchronized void close() {
        closed = true;
    }

    /** Returns why a pool has nothing to give: its newest failed start, while nothing of it runs or starts. */
    public synchronized Optional<StartFailure> failure(String pool) {
        boolean alive = members.values().stream()
                .anyMatch(member ->
                        member.pool().name().equals(pool) && member.state().counts());
        return alive ? Optional.empty() : Optional.ofNullable(failures.get(pool));
    }

    /** Lists all drivers, in the order of their start. */
    public synchronized List<View> views() {
        return members.values().stream()
                .map(member -> new View(
                        member.id(),
                        member.pool().name(),
                        member.pool().cluster(),
                        member.generation(),
                        member.state(),
                        member.driver(),
                        member.leaseCount()))
                .toList();
    }

    /** Returns a driver that runs, if it is of that generation. */
    public synchronized Optional<Driver> running(String driverId, String generation) {
        PoolMember member = members.get(driverId);
        if (member == null
                || !member.generation().equals(generation)
                || !member.state().counts()) {
            return Optional.empty();
        }
        return Optional.ofNullable(member.driver());
    }

    /**
     * Says what to start and to stop now. A start that is returned is already on the roster.
     *
     * @param waiting how many queued leases wait for each pool
     */
    public synchronized List<PoolAction> plan(Map<String, Integer> waiting) {
        List<PoolAction> actions = new ArrayList<>();
        if (closed) {
            return actions;
        }
        Instant now = clock.instant();
        for (PoolPolicy policy : policies.values()) {
            plan(policy, waiting.getOrDefault(policy.name(), 0), now, actions);
        }
        return actions;
    }

    private void plan(PoolPolicy policy, int waiting, Instant now, List<PoolAction> actions) {
        List<PoolMember> all = members.values().stream()
                .filter(member -> member.pool().name().equals(policy.name())
                        && member.state().counts())
                .toList();
        stopDrained(all, now, actions);
        List<PoolMember> useful = all.stream()
                .filter(member -> !(member.state() instanceof DriverState.Draining))
                .toList();
        int wanted = wanted(policy, useful, waiting);
        startMissing(policy, all, useful, wanted, waiting, now, actions);
        replaceWorn(policy, useful, now, actions);
        stopSurplus(useful, wanted, now);
    }

    /** As many drivers as carry the leases, the queue and {@code minIdle} free places, and no fewer than {@code minIdle}. */
    private static int wanted(PoolPolicy policy, List<PoolMember> useful, int waiting) {
        int leases = useful.stream().mapToInt(PoolMember::leaseCount).sum();
        int places = leases + waiting + policy.minIdle();
        int drivers = (places + policy.leasesPerDriver() - 1) / policy.leasesPerDriver();
        return Math.min(policy.max(), Math.max(drivers, policy.minIdle()));
    }

    private void startMissing(
            PoolPolicy policy,
            List<PoolMember> all,
            List<PoolMember> useful,
            int wanted,
            int waiting,
            Instant now,
            List<PoolAction> actions) {
        StartFailure failure = failures.get(policy.name());
        boolean mayTry = failure == null || waiting > 0 || !now.isBefore(failure.nextTry());
        if (!mayTry) {
            return;
        }
        int missing = Math.min(wanted - useful.size(), policy.max() - all.size());
        for (int i = 0; i < missing; i++) {
            actions.add(start(policy, now));
        }
    }

    /** Makes before it breaks: a worn driver serves until a fresh one is ready, which may stand beyond {@code max} for that while. */
    private void replaceWorn(PoolPolicy policy, List<PoolMember> useful, Instant now, List<PoolAction> actions) {
        for (PoolMember member : useful) {
            String worn = member.worn(now);
            if (worn == null || !(member.state() instanceof DriverState.Ready ready)) {
                continue;
            }
            boolean replaced = useful.stream()
                    .anyMatch(other -> other.state() instanceof DriverState.Ready && other.worn(now) == null);
            boolean underWay = useful.stream().anyMatch(other -> !(other.state() instanceof DriverState.Ready));
            if (replaced || (member.leaseCount() == 0 && policy.minIdle() == 0)) {
                member.state(ready.drain(worn, now));
            } else if (!underWay && actions.stream().noneMatch(PoolAction.Start.class::isInstance)) {
                actions.add(start(policy, now));
            }
        }
    }

    private PoolAction start(PoolPolicy policy, Instant now) {
        String id = policy.name() + "-" + nonce.get().substring(0, 6);
        String generation = nonce.get();
        members.put(id, new PoolMember(id, policy, generation, new DriverState.Starting(now), now));
        return new PoolAction.Start(policy, id, generation);
    }

    private void stopDrained(List<PoolMember> all, Instant now, List<PoolAction> actions) {
        for (PoolMember member : all) {
            if (member.state() instanceof DriverState.Draining draining && member.leaseCount() == 0) {
                member.state(draining.stop(now));
                actions.add(new PoolAction.Stop(member.id()));
            }
        }
    }

    private static void stopSurplus(List<PoolMember> useful, int wanted, Instant now) {
        useful.stream()
                .filter(member -> member.leaseCount() == 0
                        && member.state() instanceof DriverState.Ready
                        && member.idleSince().plus(SCALE_DOWN_AFTER).isBefore(now))
                .limit(Math.max(0, useful.size() - wanted))
                .forEach(member -> {
                    if (member.state() instanceof DriverState.Ready ready) {
                        member.state(ready.drain("not needed any more", now));
                    }
                });
    }
}
