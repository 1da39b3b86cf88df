package dev.sparkgate.lease;

import dev.sparkgate.connect.SessionKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps leases, so that a gateway that was killed picks up where it was. Each method is durable when it returns, and
 * throws {@link dev.sparkgate.error.SparkgateException} with {@code STATE_UNAVAILABLE} when it could not be.
 */
public interface LeaseStore {
    /** Makes changes durable, all of them or none, in their order. */
    void write(List<LeaseChange> changes);

    /** Returns the leases that have not ended, oldest first, and before them the newest of those that have. */
    List<Lease> load();

    /** Forgets leases that ended before {@code moment}, and cancelled keys that were noted before it. */
    void forgetBefore(Instant moment);

    /** Returns the keys that were released before a lease with them was seen, with the moment of that. */
    Map<String, Instant> cancelledKeys();

    /**
     * Notes a session of a lease.
     *
     * @param prepared whether its driver has led it into the lease's namespace already
     */
    void saveSession(String leaseId, SessionKey session, boolean prepared);

    /** Says whether a session of a lease was noted as prepared: then its configuration is its client's own business. */
    boolean isPrepared(String leaseId, SessionKey session);

    /** Returns the lease that a session belongs to; leases that ended have none. */
    Optional<String> leaseOf(SessionKey session);

    /** Returns the sessions of a lease. */
    List<SessionKey> sessions(String leaseId);

    /** Forgets a session of a lease: its client closed it. */
    void removeSession(String leaseId, SessionKey session);

    /** Returns what the teardown of a lease goes on with. */
    TeardownStep teardown(String leaseId);

    /** Notes that the steps of a lease's teardown before {@code next} are done. */
    void teardownAt(String leaseId, TeardownStep next);

    /** Notes that a connection holds a lease: it ends a while after the last one. */
    void hold(String leaseId);

    /** Returns the leases that have not ended and that a connection has held. */
    List<String> held();
}
