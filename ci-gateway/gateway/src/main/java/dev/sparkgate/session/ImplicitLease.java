package dev.sparkgate.session;

import dev.sparkgate.auth.Secrets;
import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.lease.Lease;
import dev.sparkgate.lease.LeaseManager;
import dev.sparkgate.lease.LeaseOrder;
import dev.sparkgate.lease.LeaseState;
import dev.sparkgate.lease.LeaseWaits;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** Gives a session without a lease one of its own, by its routing headers: one per team, environment, user and session. */
final class ImplicitLease {
    private ImplicitLease() {}

    static CompletableFuture<Lease> of(
            SessionKey session, Caller caller, Method method, LeaseManager leases, LeaseWaits waits) {
        String key = key(session, caller);
        if (method.needsSession() && leases.findActiveByKey(key).isEmpty()) {
            throw new SparkgateException(
                    ErrorCode.SESSION_UNKNOWN,
                    "session " + session.sessionId()
                            + " is not known here: it was closed, or its lease is over; open a new one");
        }
        String user = caller.user() == null && !session.userId().isBlank() ? session.userId() : caller.user();
        LeaseOrder order = new LeaseOrder(
                caller.environment(),
                caller.team(),
                user,
                null,
                null,
                caller.spark(),
                Map.of(),
                key,
                Map.of(),
                null,
                null,
                true);
        Lease lease = leases.acquire(order).lease();
        return granted(lease.id(), leases, waits);
    }

    private static CompletableFuture<Lease> granted(String id, LeaseManager leases, LeaseWaits waits) {
        CompletableFuture<Lease> next = waits.next(id);
        Lease lease = leases.find(id).orElseThrow();
        if (!lease.state().over() && !(lease.state() instanceof LeaseState.Active)) {
            return next.thenCompose(changed -> granted(id, leases, waits));
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
