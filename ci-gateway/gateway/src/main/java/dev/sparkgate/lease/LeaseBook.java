package dev.sparkgate.lease;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All leases in memory, found by id, key or secret. Guarded by its manager's lock, but for the lookup by secret. */
final class LeaseBook {
    private final Map<String, Lease> byId = new LinkedHashMap<>();
    private final Map<String, String> idByKey = new HashMap<>();
    /** Read by the data plane without the lock: secret's hash to lease. */
    private final Map<String, Lease> bySecret = new ConcurrentHashMap<>();

    private final Map<String, LeaseUse> uses = new ConcurrentHashMap<>();

    void put(Lease lease, long nowMillis) {
        byId.put(lease.id(), lease);
        bySecret.put(lease.secretHash(), lease);
        if (lease.key() != null) {
            idByKey.put(lease.key(), lease.id());
        }
        if (lease.state() instanceof LeaseState.Ended) {
            uses.remove(lease.id());
        } else {
            uses.computeIfAbsent(lease.id(), id -> new LeaseUse(nowMillis));
        }
    }

    void remove(Lease lease) {
        byId.remove(lease.id());
        bySecret.remove(lease.secretHash());
        uses.remove(lease.id());
        if (lease.key() != null) {
            idByKey.remove(lease.key(), lease.id());
        }
    }

    @Nullable
    Lease find(String id) {
        return byId.get(id);
    }

    @Nullable
    Lease findByKey(String key) {
        String id = idByKey.get(key);
        return id == null ? null : byId.get(id);
    }

    @Nullable
    Lease findBySecretHash(String hash) {
        return bySecret.get(hash);
    }

    @Nullable
    LeaseUse use(String id) {
        return uses.get(id);
    }

    List<Lease> all(Predicate<Lease> condition) {
        List<Lease> found = new ArrayList<>();
        for (Lease lease : byId.values()) {
            if (condition.test(lease)) {
                found.add(lease);
            }
        }
        return found;
    }

    /** Counts the leases of a team in an environment that hold a place. */
    int placed(String environment, String team) {
        int count = 0;
        for (Lease lease : byId.values()) {
            boolean placed = lease.state().place() != null && !(lease.state() instanceof LeaseState.Ended);
            if (placed
                    && lease.environment().equals(environment)
                    && lease.team().equals(team)) {
                count++;
            }
        }
        return count;
    }
}
