package dev.sparkgate.session;

import dev.sparkgate.connect.SessionKey;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers sessions that CloneSession has made and nobody has called yet. Only these may still move from their lease into a
 * fork of it: a session that has run something has tables of its old lease in its plans.
 */
final class FreshClones {
    private final Map<SessionKey, CompletableFuture<Void>> fresh = new ConcurrentHashMap<>();

    /** @param saved completes when the clone's lease is stored, which a move has to take back */
    void add(SessionKey clone, CompletableFuture<Void> saved) {
        fresh.put(clone, saved);
    }

    /** Says whether a call would take the session elsewhere; any other call makes it stay where it is. */
    boolean wantsToMove(SessionCall call, LeaseBinding binding) {
        if (fresh.isEmpty() || !fresh.containsKey(call.session())) {
            return false;
        }
        if (binding.otherSecret(call)) {
            return true;
        }
        fresh.remove(call.session());
        return false;
    }

    /** Returns what has to be over before a clone moves; it is not fresh any more. */
    CompletableFuture<Void> take(SessionKey clone) {
        @Nullable CompletableFuture<Void> saved = fresh.remove(clone);
        return saved == null ? CompletableFuture.completedFuture(null) : saved;
    }

    void remove(SessionKey session) {
        fresh.remove(session);
    }
}
