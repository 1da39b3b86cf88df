package dev.sparkgate.session;

import dev.sparkgate.connect.SessionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the settings of sessions that are not bound yet. Some clients send their options key by key before anything else,
 * in any order; one of the last may say where the session belongs. They are answered here, and set on the driver at the
 * first call that needs one.
 */
final class EarlySets {
    private final Recent<Early> sessions = new Recent<>();

    /** What a session has set so far: where it wants to go, and its settings in order. */
    record Early(Caller routing, List<Map.Entry<String, String>> pairs) {}

    synchronized void add(SessionKey session, Caller routing, List<Map.Entry<String, String>> pairs) {
        Early before = sessions.get(session);
        if (before == null) {
            sessions.put(session, new Early(routing, List.copyOf(pairs)));
            return;
        }
        List<Map.Entry<String, String>> all = new ArrayList<>(before.pairs());
        all.removeAll(pairs); // clients send their whole list twice
        all.addAll(pairs);
        sessions.put(session, new Early(routing.or(before.routing()), all));
    }

    @Nullable
    Early take(SessionKey session) {
        return sessions.remove(session);
    }
}
