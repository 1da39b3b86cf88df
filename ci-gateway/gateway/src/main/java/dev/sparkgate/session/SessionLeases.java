package dev.sparkgate.session;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.lease.Lease;
import dev.sparkgate.lease.LeaseManager;
import dev.sparkgate.lease.LeaseState;
import dev.sparkgate.lease.LeaseStore;
import dev.sparkgate.lease.Place;
import dev.sparkgate.namespace.Namespace;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Finds the lease that a session belongs to: the one it was bound to before, else the one that its call names. */
final class SessionLeases {
    private final LeaseManager leases;
    private final LeaseStore store;
    private final ImplicitLeases implicit;

    SessionLeases(LeaseManager leases, LeaseStore store, ImplicitLeases implicit) {
        this.leases = requireNonNull(leases, "leases");
        this.store = requireNonNull(store, "store");
        this.implicit = requireNonNull(implicit, "implicit");
    }

    /** Returns the living lease that a session is bound to, also from before this gateway started. */
    Optional<Lease> of(SessionKey session) {
        return store.leaseOf(session).flatMap(leases::find).filter(lease -> lease.state() instanceof LeaseState.Active);
    }

    /**
     * Returns the lease for a call of a session that is not bound here.
     *
     * @throws dev.sparkgate.error.SparkgateException where the session is another's, or the lease does not exist
     */
    CompletableFuture<Lease> lease(SessionCall call) {
        Caller caller = call.caller();
        SessionKey session = call.session();
        Optional<Lease> owner = of(session);
        if (caller.secret() != null) {
            Lease lease = leases.admit(caller.secret());
            if (owner.isPresent() && !owner.get().id().equals(lease.id())) {
                throw LeaseBinding.denied(session);
            }
            return CompletableFuture.completedFuture(lease);
        }
        if (owner.isEmpty()) {
            return implicit.acquire(call);
        }
        if (!owner.get().implicit()) {
            throw LeaseBinding.denied(session);
        }
        return CompletableFuture.completedFuture(owner.get());
    }

    /**
     * Returns the lease that a call shows the secret of, if a session of the given one may move there: a fork of it, on the
     * same driver.
     *
     * @throws dev.sparkgate.error.SparkgateException where it may not
     */
    Lease forkFor(SessionCall call, LeaseBinding original) {
        String secret = call.caller().secret();
        if (secret == null) {
            throw LeaseBinding.denied(call.session());
        }
        Lease lease = leases.admit(secret);
        Namespace.Base base = lease.namespace().base();
        if (base == null || !original.leaseId().equals(base.lease())) {
            throw LeaseBinding.denied(call.session());
        }
        Place place = lease.state().place();
        Place before = original.lease().state().place();
        if (place == null || before == null || !place.driverId().equals(before.driverId())) {
            throw new SparkgateException(
                    ErrorCode.REQUEST_INVALID,
                    "session " + call.session().sessionId() + " cannot move to lease " + lease.id()
                            + ", which is on another driver than lease " + original.leaseId()
                            + " (expected: the same one); open a new session");
        }
        return lease;
    }

    void save(String leaseId, SessionKey session) {
        store.saveSession(leaseId, session, true);
    }

    void remove(String leaseId, SessionKey session) {
        store.removeSession(leaseId, session);
    }
}
