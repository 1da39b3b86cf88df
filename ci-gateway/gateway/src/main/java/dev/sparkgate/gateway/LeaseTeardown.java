package dev.sparkgate.gateway;

import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.lease.Lease;
import dev.sparkgate.lease.LeaseListener;
import dev.sparkgate.lease.LeaseManager;
import dev.sparkgate.lease.LeaseState;
import dev.sparkgate.lease.LeaseStore;
import dev.sparkgate.lease.Place;
import dev.sparkgate.namespace.Namespaces;
import dev.sparkgate.session.Backend;
import dev.sparkgate.session.Backends;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes down what an ending lease leaves: interrupts its sessions, releases them, drops its namespace. Each step can be
 * repeated; a failure is retried, ever more slowly, until it is done.
 */
final class LeaseTeardown implements LeaseListener {
    private static final Logger log = LoggerFactory.getLogger(LeaseTeardown.class);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);
    private static final long LONGEST_PAUSE_MILLIS = 60_000;

    private final LeaseManager leases;
    private final LeaseStore store;
    private final Backends backends;
    private final Namespaces namespaces;
    private final ScheduledExecutorService executor;
    private final AtomicLong failures = new AtomicLong();

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
        if (lease.state() instanceof LeaseState.Ending) {
            // What is still being made in its namespace must be there before it can be dropped.
            executor.execute(() -> leases.making(lease.id()).thenRunAsync(() -> attempt(lease, 1), executor));
        }
    }

    /** Counts the steps that failed and were tried again. */
    long failures() {
        return failures.get();
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
            releaseSessions(lease);
        } finally {
            // In any case: on a full disk the database cannot tell the sessions before this has made room.
            namespaces.drop(lease.namespace());
        }
    }

    private void releaseSessions(Lease lease) {
        Place place = lease.state().place();
        Backend backend = place == null
                ? null
                : backends.find(place.driverId(), place.generation()).orElse(null);
        if (backend != null) {
            List<SessionKey> sessions = store.sessions(lease.id());
            for (SessionKey session : sessions) {
                release(backend, session);
            }
        }
    }

    private void release(Backend backend, SessionKey session) {
        try {
            backend.client().interruptAll(session, CALL_TIMEOUT).join();
        } catch (CompletionException closedAlready) {
            // An interrupt is a courtesy to what still runs; releasing the session ends it in any case.
            log.atDebug().addKeyValue("session", session.sessionId()).log("nothing to interrupt");
        }
        try {
            backend.client().releaseSession(session, CALL_TIMEOUT).join();
        } catch (CompletionException e) {
            boolean driverGone = backends.find(
                            backend.driver().id(), backend.driver().generation())
                    .isEmpty();
            Status.Code code = Status.fromThrowable(e.getCause()).getCode();
            boolean worthARetry = code == Status.Code.UNAVAILABLE || code == Status.Code.DEADLINE_EXCEEDED;
            if (!driverGone && worthARetry) {
                throw e;
            }
        }
    }
}
