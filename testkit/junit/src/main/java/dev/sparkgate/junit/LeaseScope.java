package dev.sparkgate.junit;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One lease and one session for a class or a method, made when first asked for, and given back in reverse order.
 *
 * <p>All methods are synchronized: tests of one class may run in parallel, and must get the same session.
 */
final class LeaseScope implements AutoCloseable {
    private final Provision provision;
    private final Strategy strategy;
    private final String forWhom;
    private final List<SessionStep> steps = new ArrayList<>();
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private @Nullable HeldLease lease;
    private @Nullable HeldSession session;
    private @Nullable SparkGatewayException refusal;
    // Asked for once, not for each of many copies.
    private SessionCopy.@Nullable Location location;
    private @Nullable Throwable reported;
    private boolean closed;
    private boolean kept;

    LeaseScope(Provision provision, Strategy strategy, String forWhom) {
        this.provision = requireNonNull(provision, "provision");
        this.strategy = requireNonNull(strategy, "strategy");
        this.forWhom = requireNonNull(forWhom, "forWhom");
    }

    synchronized HeldLease lease() {
        if (closed) {
            throw new IllegalStateException("the scope of this lease is over; take the session as a parameter");
        }
        if (refusal != null) {
            // The other tests of the class would only wait as long for the same answer.
            throw refusal;
        }
        if (lease != null) {
            return lease;
        }
        try {
            HeldLease acquired = provision.acquire();
            lease = acquired;
            if (provision.fillsBySession()) {
                // Whoever has the lease, a fork above all, finds the tables there.
                session = provision.open(acquired);
            }
            return acquired;
        } catch (SparkGatewayException e) {
            if (!Thread.currentThread().isInterrupted()) {
                refusal = e;
            }
            throw e;
        }
    }

    synchronized HeldSession session() {
        HeldLease current = lease();
        location = null; // whoever gets the session may USE another database
        if (session == null) {
            long start = System.nanoTime();
            session = provision.open(current);
            strategy.opened(forWhom, System.nanoTime() - start);
        }
        return session;
    }

    /** Returns the session, if anybody has asked for it yet. */
    synchronized @Nullable HeldSession sessionIfOpen() {
        return session;
    }

    /** Makes copies of the session as it is; null when nobody has asked for it yet. */
    synchronized @Nullable SessionCopy copies() {
        if (session == null) {
            return null;
        }
        if (location == null) {
            location = SessionCopy.Location.of(session);
        }
        return new SessionCopy(session, location, lease(), List.copyOf(steps));
    }

    /** Returns the lease, if anybody has asked for it yet. */
    synchronized @Nullable HeldLease leaseIfHeld() {
        return lease;
    }

    /** Does something to the session that copies of it need as well. */
    synchronized void prepare(SessionStep step) {
        step.run(session().session());
        steps.add(step);
    }

    /** Says whether a failure is told here for the first time: a class tells that of its only test again. */
    synchronized boolean firstReport(Throwable failure) {
        boolean first = reported != failure;
        reported = failure;
        return first;
    }

    /** Has the lease, and those it stands on, live on when the scope is over. */
    synchronized void keep() {
        if (lease != null && !kept) {
            kept = true;
            lease.keep();
            provision.keepBase();
        }
    }

    /** Remembers what is to be undone at the end, before the session is stopped. */
    synchronized void whenOver(Runnable step) {
        undo.push(step);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        undo.forEach(Runnable::run);
        try {
            if (session != null && !kept) {
                session.close();
            }
        } finally {
            if (lease != null) {
                provision.giveBack(lease);
            }
        }
    }
}
