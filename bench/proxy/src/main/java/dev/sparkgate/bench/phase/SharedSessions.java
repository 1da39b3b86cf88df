package dev.sparkgate.bench.phase;

import dev.sparkgate.bench.load.Endpoint;
import dev.sparkgate.bench.load.Session;
import java.util.HashMap;
import java.util.Map;

/** One session for each endpoint, which its blocks share. */
final class SharedSessions implements AutoCloseable {
    private final Map<Endpoint, Session> sessions = new HashMap<>();

    Session of(Endpoint endpoint) {
        return sessions.computeIfAbsent(endpoint, Session::new);
    }

    @Override
    public void close() {
        sessions.values().forEach(Session::close);
    }
}
