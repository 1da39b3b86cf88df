package dev.sparkgate.lease;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All leases in memory, found by id, key or secret. What is asked for at every step is kept up to date instead of counted: a
 * lease that ended an hour ago costs nothing. Guarded by its manager's lock, but for the lookup by secret.
 */
final class LeaseBook {
    private final Map<String, Lease> open = new LinkedHashMap<>();
    private final Map<String, Lease> ended = new LinkedHashMap<>();
    private final Map<String, Lease> queued = new LinkedHashMap<>();
    private final Map<TeamInEnvironment, Integer> placed = new HashMap<>();
    private final Map<String, String> idByKey = new HashMap<>();
    /** Read by the data plane without the lock: secret's hash to lease. */
    private final Map<String, Lease> bySecret = new ConcurrentHashMap<>();

    private final Map<String, LeaseUse> uses = new ConcurrentHashMap<>();

    private record TeamInEnvironment(String environment, String team) {}

    void put(Lease lease, long nowMillis) {
        Lease before = open.get(lease.id());
        count(before, -1);
        count(lease, 1);
        if (lease.state() instanceof LeaseState.Queued) {
            queued.put(lease.id(), lease);
        } else {
            queued.remove(lease.id());
        }
        if (lease.state() instanceof LeaseState.Ended) {
            open.remove(lease.id());
            ended.put(lease.id(), lease);
            uses.remove(lease.id());
        } else {
            open.put(lease.id(), lease);
            uses.computeIfAbsent(lease.id(), id -> new LeaseUse(nowMillis));
        }
        bySecret.put(lease.secretHash(), lease);
        if (lease.key() != null) {
            idByKey.put(lease.key(), lease.id());
        }
    }

    /** Forgets a lease that has ended. */
    void remove(Lease lease) {
        ended.remove(lease.id());
        bySecret.remove(lease.secretHash());
        if (lease.key() != null) {
            idByKey.remove(lease.key(), lease.id());
        }
    }

    @Nullable
    Lease find(String id) {
        Lease lease = open.get(id);
        return lease == null ? ended.get(id) : lease;
    }

    @Nullable
    Lease findByKey(String key) {
        String id = idByKey.get(key);
        return id == null ? null : find(id);
    }

    @Nullable
    Lease findBySecretHash(String hash) {
        return bySecret.get(hash);
    }

    @Nullable
    LeaseUse use(String id) {
        return uses.get(id);
    }

    /** Returns the leases that have not ended, oldest first. */
    List<Lease> open() {
        return new ArrayList<>(open.values());
    }

    /** Returns the leases that wait, oldest first. */
    Collection<Lease> queued() {
        return new ArrayList<>(queued.values());
    }

    /** Returns the leases that have ended and are still known. */
    List<Lease> ended() {
        return new ArrayList<>(ended.values());
    }

    List<Lease> all(Predicate<Lease> condition) {
        List<Lease> found = new ArrayList<>();
        ended.values().stream().filter(condition).forEach(found::add);
        open.values().stream().filter(condition).forEach(found::add);
        return found;
    }

    /** Counts the leases of a team in an environment that hold a place. */
    int placed(String environment, String team) {
        return placed.getOrDefault(new TeamInEnvironment(environment, team), 0);
    }

    private void count(@Nullable Lease lease, int change) {
        if (lease == null || lease.state().place() == null || lease.state() instanceof LeaseState.Ended) {
            return;
        }
        placed.merge(new TeamInEnvironment(lease.environment(), lease.team()), change, Integer::sum);
    }
}
