package dev.sparkgate.gateway;

import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.lease.Lease;
import dev.sparkgate.lease.LeaseListener;
import dev.sparkgate.lease.LeaseManager;
import dev.sparkgate.lease.LeaseState;
import dev.sparkgate.lease.LeaseStore;
import dev.sparkgate.lease.Place;
import dev.sparkgate.lease.TeardownStep;
import dev.sparkgate.namespace.Namespaces;
import dev.sparkgate.session.Backend;
import dev.sparkgate.session.Backends;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes down what an ending lease leaves: interrupts its sessions, releases them, drops its namespace. What is done is
 * stored, so that the next gateway goes on there; the last step is stored as the lease's end. Each step can be repeated; a
 * failure is retried, ever more slowly, until it is done.
 */
final class LeaseTeardown implements LeaseListener {
    private static final Logger log = LoggerFactory.getLogger(LeaseTeardown.class);
    private static final long LONGEST_PAUSE_MILLIS = 60_000;

    private final LeaseManager leases;
    private final LeaseStore store;
    private final Backends backends;
    private final Namespaces namespaces;
    private final ScheduledExecutorService executor;
    private final AtomicLong failures = new AtomicLong();
    private final Map<String, Progress> underWay = new ConcurrentHashMap<>();

    /** The step that a lease is at, and whether its newest try failed. */
    private record Progress(TeardownStep step, boolean failed) {}

    LeaseTeardown(
            LeaseManager leases,
            LeaseStore store,
            Backends backends,
            Namespaces namespaces,
            ScheduledExecutorService executor) {
        this.leases = leases;
        this.store = store;
        this.backends = backends;
        this.namespaces = namespaces;
        this.executor = executor;
    }

    @Override
    public void changed(Lease lease) {
        if (lease.state() instanceof LeaseState.Ended) {
            underWay.remove(lease.id());
        }
        if (lease.state() instanceof LeaseState.Ending) {
            underWay.put(lease.id(), new Progress(TeardownStep.INTERRUPT, false));
            // What is still being made in its namespace must be there before it can be dropped.
            executor.execute(() -> leases.making(lease.id()).thenRunAsync(() -> attempt(lease, 1), executor));
        }
    }

    /** Counts the steps that failed and were tried again. */
    long failures() {
        return failures.get();
    }

    /** Counts the leases that are not taken down yet. */
    int pending() {
        return underWay.size();
    }

    /** Counts those whose newest try failed. */
    long failing() {
        return underWay.values().stream().filter(Progress::failed).count();
    }

    /** Counts those that are at a step. */
    long at(TeardownStep step) {
        return underWay.values().stream()
                .filter(progress -> progress.step() == step)
                .count();
    }

    private void attempt(Lease lease, int attempt) {
        try {
            takeDown(lease);
        } catch (RuntimeException e) {
            // Whatever it was: a lease that is not taken down would hold its place for ever.
            failed(lease, attempt, e);
            return;
        }
        leases.tornDownAsync(lease.id()).whenComplete((done, failure) -> {
            if (failure != null) {
                failed(lease, attempt, failure);
            }
        });
    }

    private void failed(Lease lease, int attempt, Throwable failure) {
        failures.incrementAndGet();
        underWay.computeIfPresent(lease.id(), (id, at) -> new Progress(at.step(), true));
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        long pause = Math.min(LONGEST_PAUSE_MILLIS, 500L << Math.min(attempt, 10));
        log.atWarn()
                .addKeyValue("lease", lease.id())
                .addKeyValue("attempt", attempt)
                .log("lease is not taken down yet, next try in {} ms: {}", pause, cause.getMessage());
        executor.schedule(() -> attempt(lease, attempt + 1), pause, TimeUnit.MILLISECONDS);
    }

    private void takeDown(Lease lease) {
        try {
            closeSessions(lease);
        } finally {
            // In any case: on a full disk the database cannot tell the sessions before this has made room.
            namespaces.drop(lease.namespace());
        }
    }

    private void closeSessions(Lease lease) {
        Place place = lease.state().place();
        Backend backend = place == null
                ? null
                : backends.find(place.driverId(), place.generation()).orElse(null);
        TeardownStep step = store.teardown(lease.id());
        if (backend != null && step != TeardownStep.DROP) {
            List<SessionKey> sessions = store.sessions(lease.id());
            if (!sessions.isEmpty()) {
                SessionClosing closing = new SessionClosing(backends, backend, sessions);
                if (step == TeardownStep.INTERRUPT) {
                    closing.interrupt();
                    step(lease, TeardownStep.RELEASE);
                }
                closing.release();
                step(lease, TeardownStep.DROP);
                return;
            }
        }
        underWay.replace(lease.id(), new Progress(TeardownStep.DROP, false));
    }

    private void step(Lease lease, TeardownStep next) {
        store.teardownAt(lease.id(), next);
        underWay.replace(lease.id(), new Progress(next, false));
    }
}
