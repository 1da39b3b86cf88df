package dev.sparkgate.pool;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Says what to start and to stop so that a pool is as its policy wants it. Guarded by its {@link Pools}. */
final class PoolPlanner {
    private final Map<String, PoolPolicy> policies;
    private final HealthBook health;
    private final MemoryCap cap;
    private final Supplier<String> nonce;

    PoolPlanner(Map<String, PoolPolicy> policies, HealthBook health, MemoryCap cap, Supplier<String> nonce) {
        this.policies = policies;
        this.health = health;
        this.cap = requireNonNull(cap, "cap");
        this.nonce = requireNonNull(nonce, "nonce");
    }

    /** Plans one pool; a driver to start is put among the members. */
    void plan(
            PoolPolicy policy,
            int waiting,
            Map<String, PoolMember> members,
            Pools.@Nullable StartFailure failure,
            Instant now,
            List<PoolAction> actions) {
        List<PoolMember> all = members.values().stream()
                .filter(member -> member.pool().name().equals(policy.name())
                        && member.state().counts())
                .toList();
        stopDrained(all, now, actions);
        List<PoolMember> useful =
                all.stream().filter(member -> isUseful(member, waiting)).toList();
        int wanted = wanted(policy, useful, waiting, now);
        boolean mayTry = failure == null || waiting > 0 || !now.isBefore(failure.nextTry());
        if (mayTry) {
            int missing = Math.min(wanted - useful.size(), policy.max() - all.size());
            for (int i = 0; i < missing; i++) {
                if (!cap.allows(policy, members.values())) {
                    makeRoom(policy, waiting, members, now);
                    break;
                }
                actions.add(start(policy, members, now));
            }
        }
        replaceWorn(policy, useful, members, now, actions);
        stopSurplus(policy, useful, wanted, now);
    }

    /** Says whether a pool is short of drivers only because all of them together may have no more memory. */
    boolean held(PoolPolicy policy, int waiting, Collection<PoolMember> members, Instant now) {
        List<PoolMember> all = members.stream()
                .filter(member -> member.pool().name().equals(policy.name())
                        && member.state().counts())
                .toList();
        List<PoolMember> useful =
                all.stream().filter(member -> isUseful(member, waiting)).toList();
        return wanted(policy, useful, waiting, now) > useful.size()
                && all.size() < policy.max()
                && !cap.allows(policy, members);
    }

    /** Lets drivers of pools that are not configured any more go when their last lease is over. */
    void planForgotten(Collection<PoolMember> members, Instant now, List<PoolAction> actions) {
        List<PoolMember> forgotten = members.stream()
                .filter(member -> !policies.containsKey(member.pool().name()))
                .toList();
        for (PoolMember member : forgotten) {
            if (member.state() instanceof DriverState.Ready ready) {
                member.state(ready.drain("its pool is not configured any more", now));
            }
        }
        stopDrained(forgotten, now, actions);
    }

    /** See {@link Pools#demand}. */
    Map<String, Integer> demand(
            List<Map<String, Integer>> waiting,
            Collection<PoolMember> members,
            Map<String, Pools.StartFailure> failures,
            Instant now) {
        Map<String, Integer> leases = leases(members);
        Map<String, Integer> places = new HashMap<>();
        policies.forEach((name, policy) -> {
            Pools.StartFailure failure = failures.get(name);
            boolean mayStart = failure == null || !now.isBefore(failure.nextTry());
            places.put(name, mayStart ? reachable(policy, members) - leases.getOrDefault(name, 0) : 0);
        });
        Map<String, Integer> demand = new HashMap<>();
        for (Map<String, Integer> weights : waiting) {
            Map<String, Double> able = new HashMap<>();
            weights.keySet().stream()
                    .filter(pool -> places.getOrDefault(pool, 0) > 0)
                    .forEach(pool -> able.put(pool, 1.0));
            String pool = Balance.pool(weights, leases, able)
                    .orElseGet(() -> weights.keySet().iterator().next());
            demand.merge(pool, 1, Integer::sum);
            leases.merge(pool, 1, Integer::sum);
            places.merge(pool, -1, Integer::sum);
        }
        return demand;
    }

    /** Counts the leases that each pool carries. */
    static Map<String, Integer> leases(Collection<PoolMember> members) {
        Map<String, Integer> leases = new HashMap<>();
        members.forEach(member -> leases.merge(member.pool().name(), member.leaseCount(), Integer::sum));
        return leases;
    }

    /** Counts the places of all drivers that a pool could have, those that take nothing more taken out but for what they carry. */
    private int reachable(PoolPolicy policy, Collection<PoolMember> members) {
        int drivers = policy.max();
        int carried = 0;
        for (PoolMember member : members) {
            boolean closed = member.state() instanceof DriverState.Draining || isUnhealthy(member);
            if (member.pool().name().equals(policy.name()) && member.state().counts() && closed) {
                drivers--;
                carried += member.leaseCount();
            }
        }
        return Math.max(0, drivers) * policy.leasesPerDriver() + carried;
    }

    /**
     * An unhealthy driver is replaced before it is lost only when somebody waits for a place: what makes drivers slow to
     * answer may be a machine with too much to do, and a start would add to that.
     */
    private boolean isUseful(PoolMember member, int waiting) {
        return !(member.state() instanceof DriverState.Draining) && !(waiting > 0 && isUnhealthy(member));
    }

    private boolean isUnhealthy(PoolMember member) {
        DriverHealth state = health.find(member.id());
        return state instanceof DriverHealth.Unhealthy || state instanceof DriverHealth.Lost;
    }

    /** As many drivers as carry the leases, the queue and {@code minIdle} free places, and no fewer than {@code minIdle}. */
    private static int wanted(PoolPolicy policy, List<PoolMember> useful, int waiting, Instant now) {
        int leases = useful.stream().mapToInt(PoolMember::leaseCount).sum();
        int minIdle = Math.min(policy.max(), policy.scaling().minIdle(now, policy.minIdle()));
        int places = leases + waiting + minIdle;
        int drivers = (places + policy.leasesPerDriver() - 1) / policy.leasesPerDriver();
        return Math.min(policy.max(), Math.max(drivers, minIdle));
    }

    /** Where somebody waits and memory is short, a driver of another pool that nobody uses or waits for gives way. */
    private void makeRoom(PoolPolicy policy, int waiting, Map<String, PoolMember> members, Instant now) {
        boolean underWay = members.values().stream().anyMatch(member -> member.state() instanceof DriverState.Draining);
        if (waiting == 0 || underWay) {
            return;
        }
        members.values().stream()
                .filter(member -> !member.pool().name().equals(policy.name()) && member.leaseCount() == 0)
                .filter(member -> member.pool().memory() > 0
                        && !cap.foreign().contains(member.pool().cluster()))
                .filter(member -> member.state() instanceof DriverState.Ready)
                .min(Comparator.comparing(PoolMember::idleSince))
                .ifPresent(member -> {
                    if (member.state() instanceof DriverState.Ready ready) {
                        member.state(ready.drain("gives its memory to pool " + policy.name(), now));
                    }
                });
    }

    /** Makes before it breaks: a worn driver serves until a fresh one is ready, which may stand beyond {@code max} for that while. */
    private void replaceWorn(
            PoolPolicy policy,
            List<PoolMember> useful,
            Map<String, PoolMember> members,
            Instant now,
            List<PoolAction> actions) {
        for (PoolMember member : useful) {
            String worn = worn(member, now);
            if (worn == null || !(member.state() instanceof DriverState.Ready ready)) {
                continue;
            }
            List<PoolMember> fresh = useful.stream()
                    .filter(other -> other.state() instanceof DriverState.Ready && worn(other, now) == null)
                    .toList();
            boolean replaced = fresh.stream().anyMatch(other -> health.takes(other.id()));
            boolean underWay = useful.stream().anyMatch(other -> !(other.state() instanceof DriverState.Ready));
            boolean wanted = policy.scaling().minIdle(now, policy.minIdle()) > 0;
            boolean mayStart = cap.allows(policy, members.values());
            // Without memory for both there is a gap: an idle driver's costs least.
            if (replaced || (member.leaseCount() == 0 && !(wanted && mayStart))) {
                member.state(ready.drain(worn, now));
            } else if (mayStart
                    && fresh.isEmpty()
                    && !underWay
                    && actions.stream().noneMatch(action -> starts(action, policy))) {
                actions.add(start(policy, members, now));
            }
        }
    }

    private static boolean starts(PoolAction action, PoolPolicy policy) {
        return action instanceof PoolAction.Start start && start.pool().name().equals(policy.name());
    }

    private @Nullable String worn(PoolMember member, Instant now) {
        return member.worn(health.wear(member.id()), now);
    }

    private PoolAction start(PoolPolicy policy, Map<String, PoolMember> members, Instant now) {
        String id = policy.name() + "-" + nonce.get().substring(0, 6);
        String generation = nonce.get();
        members.put(id, new PoolMember(id, policy, generation, new DriverState.Starting(now), now));
        return new PoolAction.Start(policy, id, generation);
    }

    private static void stopDrained(List<PoolMember> all, Instant now, List<PoolAction> actions) {
        for (PoolMember member : all) {
            if (member.state() instanceof DriverState.Draining draining && member.leaseCount() == 0) {
                member.state(draining.stop(now));
                actions.add(new PoolAction.Stop(member.id()));
            }
        }
    }

    private static void stopSurplus(PoolPolicy policy, List<PoolMember> useful, int wanted, Instant now) {
        useful.stream()
                .filter(member -> member.leaseCount() == 0
                        && member.state() instanceof DriverState.Ready
                        && member.idleSince().plus(policy.scaling().downAfter()).isBefore(now))
                .limit(Math.max(0, useful.size() - wanted))
                .forEach(member -> {
                    if (member.state() instanceof DriverState.Ready ready) {
                        member.state(ready.drain("not needed any more", now));
                    }
                });
    }
}
