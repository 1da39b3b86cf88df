package dev.sparkgate.lease;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All leases in memory, found by id, key or secret. What is asked for at every step is kept up to date instead of counted: a
 * lease that ended an hour ago costs nothing. Guarded by the lock of {@link LeaseMoves}, but for the lookups by secret and of uses.
 */
final class LeaseBook {
    /** As many as people may want to look at; the database has the others for as long as they are told of. */
    private static final int ENDED_KEPT = 5_000;

    private final Map<String, LeaseEntry> open = new LinkedHashMap<>();
    private final Map<String, Lease> ended = new LinkedHashMap<>();
    private final Map<String, Lease> held = new LinkedHashMap<>();
    private final Map<String, String> idByKey = new HashMap<>();
    /** Read by the data plane without the lock: secret's hash to lease. */
    private final Map<String, Lease> bySecret = new ConcurrentHashMap<>();
    /** Read by the data plane without the lock: id to traffic. */
    private final Map<String, LeaseUse> uses = new ConcurrentHashMap<>();

    private final TeamCounts teams = new TeamCounts();
    private final LeaseQueue queue;

    LeaseBook(LeaseQueue queue) {
        this.queue = queue;
    }

    /** Shows a lease as it stands now; returns the entry of one that has not ended. */
    @Nullable
    LeaseEntry put(Lease lease, long nowMillis) {
        LeaseEntry entry = open.get(lease.id());
        count(entry == null ? null : entry.lease(), lease);
        bySecret.put(lease.secretHash(), lease);
        if (lease.key() != null) {
            idByKey.put(lease.key(), lease.id());
        }
        if (lease.state() instanceof LeaseState.Ended) {
            open.remove(lease.id());
            uses.remove(lease.id());
            held.remove(lease.id());
            ended.put(lease.id(), lease);
            forgetEldest(ENDED_KEPT);
            return null;
        }
        if (entry == null) {
            entry = new LeaseEntry(lease, nowMillis);
            open.put(lease.id(), entry);
            uses.put(lease.id(), entry.use());
        }
        if (lease.state() instanceof LeaseState.Active && !(entry.lease().state() instanceof LeaseState.Active)) {
            entry.use().touch(nowMillis);
        }
        if (lease.holder() != null && !lease.state().over()) {
            held.put(lease.id(), lease);
        } else {
            held.remove(lease.id());
        }
        entry.lease(lease);
        return entry;
    }

    /** Forgets a lease that never came to be. */
    void remove(Lease lease) {
        LeaseEntry entry = open.remove(lease.id());
        count(entry == null ? null : entry.lease(), null);
        uses.remove(lease.id());
        held.remove(lease.id());
        forgetNames(lease);
    }

    /** Lets an order with the key of a lease that came to nothing be tried again. */
    void forgetKey(Lease lease) {
        if (lease.key() != null) {
            idByKey.remove(lease.key(), lease.id());
        }
    }

    /** Forgets what ended before {@code moment}. */
    void forgetEnded(Instant moment) {
        Iterator<Lease> eldest = ended.values().iterator();
        while (eldest.hasNext()) {
            Lease lease = eldest.next();
            if (!(lease.state() instanceof LeaseState.Ended over) || !over.at().isBefore(moment)) {
                return;
            }
            eldest.remove();
            forgetNames(lease);
        }
    }

    @Nullable
    LeaseEntry entry(String id) {
        return open.get(id);
    }

    @Nullable
    Lease find(String id) {
        LeaseEntry entry = open.get(id);
        return entry == null ? ended.get(id) : entry.lease();
    }

    /** Says whether a lease stands as it did: nothing has happened to it meanwhile. */
    boolean stands(Lease lease) {
        return lease.equals(find(lease.id()));
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
        return open.values().stream().map(LeaseEntry::lease).toList();
    }

    /** Returns the leases that live only as long as their holder. */
    List<Lease> held() {
        return List.copyOf(held.values());
    }

    /** Returns all that are known: first those that ended, then the others, oldest first. */
    Collection<Lease> all() {
        List<Lease> all = new ArrayList<>(ended.values());
        all.addAll(open());
        return all;
    }

    /** Says whether anybody has a lease or waits for one. */
    boolean inUse() {
        return open.values().stream().anyMatch(entry -> !entry.lease().state().over());
    }

    TeamCounts teams() {
        return teams;
    }

    private void count(@Nullable Lease before, @Nullable Lease after) {
        if (before != null && before.state() instanceof LeaseState.Queued) {
            queue.remove(before);
        }
        Lease either = after == null ? before : after;
        int change = (holdsPlace(after) ? 1 : 0) - (holdsPlace(before) ? 1 : 0);
        if (either != null && change != 0) {
            int placed = teams.add(either.environment(), either.team(), change);
            queue.placed(either.environment(), either.team(), placed);
        }
        if (after != null && after.state() instanceof LeaseState.Queued) {
            queue.add(after, teams.placed(after.environment(), after.team()));
        }
    }

    private static boolean holdsPlace(@Nullable Lease lease) {
        return lease != null && lease.state().place() != null && !(lease.state() instanceof LeaseState.Ended);
    }

    private void forgetEldest(int most) {
        Iterator<Lease> eldest = ended.values().iterator();
        while (ended.size() > most && eldest.hasNext()) {
            Lease lease = eldest.next();
            eldest.remove();
            forgetNames(lease);
        }
    }

    private void forgetNames(Lease lease) {
        bySecret.remove(lease.secretHash());
        forgetKey(lease);
    }
}
