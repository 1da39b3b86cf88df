package dev.sparkgate.junit;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One lease and one session for a class or a method, made when first asked for, and given back in reverse order.
 *
 * <p>All methods are synchronized: tests of one class may run in parallel, and must get the same session.
 */
final class LeaseScope implements AutoCloseable {
    private final Supplier<HeldLease> acquire;
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private @Nullable HeldLease lease;
    private @Nullable HeldSession session;
    private @Nullable SparkGatewayException refusal;
    private boolean closed;

    LeaseScope(Supplier<HeldLease> acquire) {
        this.acquire = requireNonNull(acquire, "acquire");
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
            HeldLease acquired = acquire.get();
            lease = acquired;
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
        if (session == null) {
            session = HeldSession.open(current.remote());
        }
        return session;
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
            if (session != null) {
                session.close();
            }
        } finally {
            if (lease != null) {
                lease.close();
            }
        }
    }
}
