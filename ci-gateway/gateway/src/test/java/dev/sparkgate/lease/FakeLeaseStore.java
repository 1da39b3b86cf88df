package dev.sparkgate.lease;

import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Keeps leases in maps; can be told to fail. */
public final class FakeLeaseStore implements LeaseStore {
    private final Map<String, Lease> leases = new LinkedHashMap<>();
    private final Map<String, Map<SessionKey, Boolean>> sessions = new HashMap<>();
    private final Map<String, Instant> cancelled = new LinkedHashMap<>();
    private final Map<String, TeardownStep> teardowns = new HashMap<>();
    private final Set<String> held = new LinkedHashSet<>();
    private boolean failing;

    public void failing(boolean now) {
        this.failing = now;
    }

    /** Returns a journal that has each change here before it returns. */
    public LeaseJournal journal() {
        return change -> {
            try {
                write(List.of(change));
                return CompletableFuture.completedFuture(null);
            } catch (SparkgateException e) {
                return CompletableFuture.failedFuture(e);
            }
        };
    }

    @Override
    public void write(List<LeaseChange> changes) {
        if (failing) {
            throw new SparkgateException(ErrorCode.STATE_UNAVAILABLE, "the disk is full");
        }
        for (LeaseChange change : changes) {
            if (change instanceof LeaseChange.Saved saved) {
                leases.put(saved.lease().id(), saved.lease());
            } else if (change instanceof LeaseChange.KeyCancelled key) {
                cancelled.put(key.key(), key.at());
            }
        }
    }

    @Override
    public List<Lease> load() {
        return new ArrayList<>(leases.values());
    }

    @Override
    public void forgetBefore(Instant moment) {
        leases.values()
                .removeIf(lease -> lease.state() instanceof LeaseState.Ended ended
                        && ended.at().isBefore(moment));
    }

    @Override
    public Map<String, Instant> cancelledKeys() {
        return new LinkedHashMap<>(cancelled);
    }

    @Override
    public void saveSession(String leaseId, SessionKey session, boolean prepared) {
        sessions.computeIfAbsent(leaseId, id -> new LinkedHashMap<>()).put(session, prepared);
    }

    @Override
    public boolean isPrepared(String leaseId, SessionKey session) {
        return sessions.getOrDefault(leaseId, new LinkedHashMap<>()).getOrDefault(session, false);
    }

    @Override
    public Optional<String> leaseOf(SessionKey session) {
        return sessions.entrySet().stream()
                .filter(entry -> entry.getValue().containsKey(session))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    @Override
    public List<SessionKey> sessions(String leaseId) {
        return List.copyOf(sessions.getOrDefault(leaseId, new LinkedHashMap<>()).keySet());
    }

    @Override
    public void removeSession(String leaseId, SessionKey session) {
        sessions.getOrDefault(leaseId, new LinkedHashMap<>()).remove(session);
    }

    @Override
    public TeardownStep teardown(String leaseId) {
        return teardowns.getOrDefault(leaseId, TeardownStep.INTERRUPT);
    }

    @Override
    public void teardownAt(String leaseId, TeardownStep next) {
        teardowns.put(leaseId, next);
    }

    @Override
    public void hold(String leaseId) {
        held.add(leaseId);
    }

    @Override
    public List<String> held() {
        return List.copyOf(held);
    }
}
