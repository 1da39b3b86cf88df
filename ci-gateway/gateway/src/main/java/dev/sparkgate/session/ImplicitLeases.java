package dev.sparkgate.session;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.auth.Secrets;
import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.lease.Lease;
import dev.sparkgate.lease.LeaseManager;
import dev.sparkgate.lease.LeaseOrder;
import dev.sparkgate.lease.LeaseState;
import dev.sparkgate.lease.LeaseWaits;
import dev.sparkgate.route.Router;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Gives sessions without a lease one of their own, by their routing headers: one per team, environment, user and session. */
final class ImplicitLeases {
    private final Router router;
    private final LeaseManager leases;
    private final LeaseWaits waits;
    private final WaitEstimate estimate = new WaitEstimate();
    private final Duration patience;

    /**
     * Makes none yet.
     *
     * @param patience how long a call is held while its lease waits; then its client is asked to come again
     */
    ImplicitLeases(Router router, LeaseManager leases, LeaseWaits waits, Duration patience) {
        this.router = requireNonNull(router, "router");
        this.leases = requireNonNull(leases, "leases");
        this.waits = requireNonNull(waits, "waits");
        this.patience = requireNonNull(patience, "patience");
    }

    CompletableFuture<Lease> acquire(SessionCall call) {
        SessionKey session = call.session();
        Caller caller = call.caller();
        String key = key(session, caller);
        if (call.method().needsSession()
                && call.method() != Method.GET_STATUS
                && leases.findActiveByKey(key).isEmpty()) {
            throw SessionLost.notFound(session.sessionId());
        }
        String user = caller.user() == null && !session.userId().isBlank() ? session.userId() : caller.user();
        LeaseOrder order = new LeaseOrder(
                caller.environment(),
                caller.team(),
                user,
                null,
                null,
                router.sparkFor(caller.environment(), caller.spark(), ClientVersion.of(call.clientType())),
                Map.of(),
                key,
                Map.of(),
                null,
                null,
                true);
        Lease lease = leases.acquire(order).lease();
        long askedNanos = System.nanoTime();
        return granted(lease.id())
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .handle((granted, failure) -> {
                    if (failure instanceof TimeoutException) {
                        throw waiting(lease);
                    }
                    if (failure != null) {
                        throw Failures.unchecked(failure);
                    }
                    if (!(lease.state() instanceof LeaseState.Active)) {
                        estimate.note(System.nanoTime() - askedNanos);
                    }
                    return granted;
                });
    }

    private SparkgateException waiting(Lease lease) {
        int position = leases.queuePosition(lease.id());
        return new SparkgateException(
                        ErrorCode.LEASE_PENDING,
                        "session waits for a driver in environment '" + lease.environment() + "', position " + position
                                + " in the queue (expected: a free place); it keeps its place, try again")
                .with("lease", lease.id())
                .with("environment", lease.environment())
                .with("queuePosition", Integer.toString(position))
                .retryAfter(estimate.next());
    }

    private CompletableFuture<Lease> granted(String id) {
        CompletableFuture<Lease> next = waits.next(id);
        Lease lease = leases.find(id).orElseThrow();
        if (!lease.state().over() && !(lease.state() instanceof LeaseState.Active)) {
            return next.thenCompose(changed -> granted(id));
        }
        next.cancel(false);
        if (lease.state() instanceof LeaseState.Active) {
            return CompletableFuture.completedFuture(lease);
        }
        throw leases.whyOver(lease);
    }

    private static String key(SessionKey session, Caller caller) {
        return "implicit/"
                + Secrets.hash(String.join(
                        "\u001f",
                        Objects.requireNonNullElse(caller.team(), ""),
                        Objects.requireNonNullElse(caller.environment(), ""),
                        Objects.requireNonNullElse(caller.user(), ""),
                        session.userId(),
                        session.sessionId()));
    }
}
