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
import java.util.HashMap;
import java.util.HashSet;
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
    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(1);
    private static final Duration LAST_BACK_OFF = Duration.ofMinutes(5);

    private final Map<String, PoolPolicy> policies;
    private final Map<String, PoolMember> members = new LinkedHashMap<>();
    private final Map<String, StartFailure> failures = new HashMap<>();
    private final Clock clock;
    private final HealthBook health;
    private final MemoryCap cap;
    private final PoolPlanner planner;
    private final Set<String> held = new HashSet<>();
    private boolean closed;

    /**
     * Starts with no drivers.
     *
     * @param nonce gives a fresh random word each time, for ids and generations
     */
    public Pools(Map<String, PoolPolicy> policies, Clock clock, Supplier<String> nonce) {
        this(policies, MemoryCap.NONE, clock, nonce);
    }

    /**
     * Starts with no drivers.
     *
     * @param cap on the memory of all drivers together
     * @param nonce gives a fresh random word each time, for ids and generations
     */
    public Pools(Map<String, PoolPolicy> policies, MemoryCap cap, Clock clock, Supplier<String> nonce) {
        this.policies = new LinkedHashMap<>(policies);
        this.cap = requireNonNull(cap, "cap");
        this.clock = requireNonNull(clock, "clock");
        this.health = new HealthBook(clock);
        this.planner = new PoolPlanner(this.policies, health, cap, nonce);
    }

    /** Why the newest start of a pool failed, and how often in a row. */
    public record StartFailure(ErrorCode code, String message, int inARow, Instant at) {
        Instant nextTry() {
            Duration wait = FIRST_BACK_OFF.multipliedBy(1L << Math.min(inARow - 1, 10));
            return at.plus(wait.compareTo(LAST_BACK_OFF) > 0 ? LAST_BACK_OFF : wait);
        }
    }

    /**
     * One driver as it stands, for people and APIs.
     *
     * @param health null before it is ready
     */
    public record View(
            String id,
            String pool,
            String cluster,
            String generation,
            DriverState state,
            @Nullable DriverHealth health,
            @Nullable Driver driver,
            int leases) {}

    public synchronized Collection<PoolPolicy> policies() {
        return List.copyOf(policies.values());
    }

    /** Returns the policy of a pool, also of one that is not configured any more while it has a driver. */
    public synchronized PoolPolicy policy(String pool) {
        PoolPolicy policy = policies.get(pool);
        if (policy != null) {
            return policy;
        }
        return members.values().stream()
                .map(PoolMember::pool)
                .filter(of -> of.name().equals(pool))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("pool '" + pool + "' is not known"));
    }

    /**
     * Gives a lease a place on a ready driver that has room and answers.
     *
     * @param weights of the pools that may serve, in the order of preference; see {@link Balance}
     */
    public synchronized Optional<Driver> take(Map<String, Integer> weights, String lease) {
        return choose(weights).map(member -> {
            member.add(lease);
            return requireNonNull(member.driver(), "driver of a ready member");
        });
    }

    /** Gives a lease a place on one particular driver, if that has room and answers. */
    public synchronized Optional<Driver> takeOn(String driverId, Map<String, Integer> weights, String lease) {
        PoolMember member = members.get(driverId);
        if (member == null
                || !member.hasRoom()
                || !health.takes(driverId)
                || !weights.containsKey(member.pool().name())) {
            return Optional.empty();
        }
        member.add(lease);
        return Optional.of(requireNonNull(member.driver(), "driver of a ready member"));
    }

    /** Returns the driver that {@link #take} would give now, without taking it. */
    public synchronized Optional<String> preview(Map<String, Integer> weights) {
        return choose(weights).map(PoolMember::id);
    }

    private Optional<PoolMember> choose(Map<String, Integer> weights) {
        Instant now = clock.instant();
        List<Balance.Candidate> candidates = members.values().stream()
                .filter(member -> member.hasRoom() && health.takes(member.id()))
                .map(member -> new Balance.Candidate(
                        member.pool().name(), member.id(), member.leaseCount(), health.share(member.id(), now)))
                .toList();
        return Balance.choose(weights, leasesByPool(), candidates)
                .map(chosen -> requireNonNull(members.get(chosen.driver()), "member of a candidate"));
    }

    /** Returns the exact Spark version of a pool's drivers; null while none runs. */
    public synchronized @Nullable String runningSpark(String pool) {
        return members.values().stream()
                .filter(member -> member.pool().name().equals(pool) && member.state() instanceof DriverState.Ready)
                .map(PoolMember::driver)
                .filter(driver -> driver != null)
                .map(Driver::spark)
                .findFirst()
                .orElse(null);
    }

    /**
     * Goes by other policies from now on. Drivers whose profile or cluster is another now are replaced before they go, those
     * of a pool that is no more go when their last lease is over; no lease is touched.
     */
    public synchronized void configure(Map<String, PoolPolicy> changed) {
        policies.clear();
        policies.putAll(changed);
        failures.keySet().retainAll(changed.keySet());
        for (PoolMember member : members.values()) {
            PoolPolicy policy = changed.get(member.pool().name());
            if (policy != null) {
                member.follow(policy);
            }
        }
    }

    /**
     * Says which pools should serve what waits: each lease counts for the pool that would get it, could that pool start all
     * the drivers that it may. A pool whose newest start failed is passed over until its next try is due.
     *
     * @param waiting the weights of the pools that may serve, one entry for each lease
     */
    public synchronized Map<String, Integer> demand(List<Map<String, Integer>> waiting) {
        return planner.demand(waiting, members.values(), failures, clock.instant());
    }

    /** Counts the places of all drivers that there may ever be at once. */
    public int mostPlaces() {
        long places = policies.values().stream()
                .mapToLong(policy -> (long) policy.max() * policy.leasesPerDriver())
                .sum();
        return (int) Math.min(Integer.MAX_VALUE, places);
    }

    /** Returns how well the drivers answer. */
    public HealthBook health() {
        return health;
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
        health.open(driver.id(), policy.health());
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
            health.open(driverId, member.pool().health());
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
        health.close(driverId);
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
        } else if (!(member.state() instanceof DriverState.Draining)) {
            throw new SparkgateException(
                    ErrorCode.REQUEST_INVALID,
                    "driver '" + driverId + "' is "
                            + member.state().word()
                            + " (expected: READY or DRAINING); drain it once it is ready");
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

    /**
     * How large a pool is.
     *
     * @param drivers that run or are about to
     * @param leases on them
     * @param free leases that its ready drivers could take at once
     */
    public record Size(int drivers, int leases, int free) {}

    /** Counts a pool. */
    public synchronized Size size(String pool) {
        int drivers = 0;
        int leases = 0;
        int free = 0;
        for (PoolMember member : members.values()) {
            if (member.pool().name().equals(pool) && member.state().counts()) {
                drivers++;
                leases += member.leaseCount();
                boolean open = member.hasRoom() && health.takes(member.id());
                free += open ? member.pool().leasesPerDriver() - member.leaseCount() : 0;
            }
        }
        return new Size(drivers, leases, free);
    }

    /** Returns how much a pool keeps hot at this hour. */
    public int minIdle(String pool) {
        PoolPolicy policy = policy(pool);
        return Math.min(policy.max(), policy.scaling().minIdle(clock.instant(), policy.minIdle()));
    }

    /** Says why a pool has fewer drivers than it wants: the newest failed start, or too little memory; null when it has all. */
    public synchronized @Nullable String shortage(String pool) {
        if (held.contains(pool)) {
            return "the drivers of all pools use " + (cap.used(members.values()) >> 20) + " MiB of the "
                    + (cap.bytes() >> 20)
                    + " MiB that they may have; raise gateway.memory-cap or lower a pool's memory";
        }
        StartFailure failure = failures.get(pool);
        return failure == null ? null : failure.message();
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
                        health.find(member.id()),
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
        held.clear();
        planner.planForgotten(members.values(), now, actions);
        for (PoolPolicy policy : policies.values()) {
            int its = waiting.getOrDefault(policy.name(), 0);
            planner.plan(policy, its, members, failures.get(policy.name()), now, actions);
            if (planner.held(policy, its, members.values(), now)) {
                held.add(policy.name());
            }
        }
        return actions;
    }

    private Map<String, Integer> leasesByPool() {
        return PoolPlanner.leases(members.values());
    }
}
