package dev.sparkgate.junit;

import java.util.ArrayList;
import java.util.List;

/** What a test run asked of its gateway, and how long it took. Thread-safe: classes run in parallel. */
final class Strategy {
    private final List<Step> steps = new ArrayList<>();

    /** What was done. */
    enum Kind {
        START("gateway starts"),
        LEASE("leases"),
        FIXTURE_LEASE("leases with fixtures"),
        FORK("forks"),
        SESSION("sessions"),
        WAIT("waits for a driver");

        final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /**
     * One thing that was done.
     *
     * @param nanos how long it took; 0 where that is part of another step
     */
    record Step(Kind kind, String forWhom, long nanos) {}

    void started(long nanos) {
        add(Kind.START, "gateway", nanos);
    }

    void leased(String forWhom, long nanos, int fixtures) {
        add(fixtures > 0 ? Kind.FIXTURE_LEASE : Kind.LEASE, forWhom, nanos);
    }

    void forked(String forWhom, long nanos) {
        add(Kind.FORK, forWhom, nanos);
    }

    void opened(String forWhom, long nanos) {
        add(Kind.SESSION, forWhom, nanos);
    }

    void waited(String forWhom) {
        add(Kind.WAIT, forWhom, 0);
    }

    private synchronized void add(Kind kind, String forWhom, long nanos) {
        steps.add(new Step(kind, forWhom, nanos));
    }

    synchronized List<Step> steps() {
        return List.copyOf(steps);
    }
}
