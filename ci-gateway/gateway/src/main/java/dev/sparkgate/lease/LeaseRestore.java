package dev.sparkgate.lease;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.pool.Pools;
import dev.sparkgate.route.Router;
import java.time.Instant;

/** Takes over the leases that an earlier gateway left. */
final class LeaseRestore {
    private final LeaseBook book;
    private final LeaseMoves moves;
    private final Grants grants;
    private final Router router;
    private final Pools pools;

    LeaseRestore(LeaseBook book, LeaseMoves moves, Grants grants, Router router, Pools pools) {
        this.book = book;
        this.moves = moves;
        this.grants = grants;
        this.router = router;
        this.pools = pools;
    }

    /** Takes one over; to be called in a change. */
    void restore(Lease lease) {
        LeaseEntry entry = book.put(lease, moves.now().toEpochMilli());
        if (entry == null) {
            return;
        }
        entry.markAsked();
        entry.answer().complete(lease);
        if (lease.state() instanceof LeaseState.Queued && !router.knows(lease.environment())) {
            String detail = "environment '" + lease.environment() + "' is no more in the gateway's configuration";
            moves.end(lease, EndReason.FAILED, new Problem(ErrorCode.ENVIRONMENT_UNKNOWN, detail));
            return;
        }
        Place place = lease.state().place();
        boolean placed = place == null || pools.retake(place.driverId(), place.generation(), lease.id());
        if (!placed && lease.state() instanceof LeaseState.Active) {
            moves.end(lease, EndReason.DRIVER_LOST, null);
            return;
        }
        if (lease.state() instanceof LeaseState.Preparing preparing) {
            resume(lease, preparing, placed);
            return;
        }
        moves.show(lease);
    }

    /** What was being made is made again, on another driver where its own is gone: its caller waits still. */
    private void resume(Lease lease, LeaseState.Preparing preparing, boolean placed) {
        if (placed) {
            grants.prepare(moves.show(lease));
            return;
        }
        if (!router.knows(lease.environment())) {
            moves.end(lease, EndReason.DRIVER_LOST, null);
            return;
        }
        Instant now = moves.now();
        Instant until =
                now.plus(router.environment(lease.environment()).limits().maxWait());
        Lease queued = lease.in(preparing.requeue(now, until));
        moves.store(queued);
        moves.show(queued);
    }
}
