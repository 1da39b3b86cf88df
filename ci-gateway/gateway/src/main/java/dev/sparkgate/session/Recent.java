package dev.sparkgate.session;

import dev.sparkgate.connect.SessionKey;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Remembers something of the latest sessions, and forgets the oldest first. Thread-safe. */
final class Recent<T> {
    private static final int KEPT = 10_000;

    private final Map<SessionKey, T> values = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SessionKey, T> eldest) {
            return size() > KEPT;
        }
    };

    synchronized void put(SessionKey session, T value) {
        values.put(session, value);
    }

    synchronized @Nullable T get(SessionKey session) {
        return values.get(session);
    }

    synchronized @Nullable T remove(SessionKey session) {
        return values.remove(session);
    }
}
