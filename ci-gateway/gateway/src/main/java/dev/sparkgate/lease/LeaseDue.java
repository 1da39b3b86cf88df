package dev.sparkgate.lease;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Why a lease is to end now. */
record LeaseDue(EndReason reason, @Nullable Problem problem) {
    /**
     * Returns what is due for an open lease; null = nothing.
     *
     * @param timeout tells a lease that waited too long why
     */
    static @Nullable LeaseDue of(Lease lease, LeaseUse use, QueueTimeout timeout, Instant now) {
        if (lease.state() instanceof LeaseState.Queued queued && queued.isOver(now)) {
            Duration waited = Duration.between(queued.since(), queued.until());
            return new LeaseDue(EndReason.FAILED, timeout.problem(lease, waited));
        }
        if (!(lease.state() instanceof LeaseState.Active active)) {
            return null;
        }
        if (active.isOver(now)) {
            return new LeaseDue(EndReason.EXPIRED, null);
        }
        return use.idleSince(now.minus(lease.idleAfter()).toEpochMilli()) ? new LeaseDue(EndReason.IDLE, null) : null;
    }

    /** Returns when something may be due for a lease at the earliest; null = not by the passing of time. */
    static @Nullable Instant next(Lease lease, LeaseUse use, Instant now) {
        if (lease.state() instanceof LeaseState.Queued queued) {
            return queued.until();
        }
        if (!(lease.state() instanceof LeaseState.Active active)) {
            return null;
        }
        Instant idle = (use.inFlight() > 0 ? now : Instant.ofEpochMilli(use.lastMillis())).plus(lease.idleAfter());
        return idle.isBefore(active.expiresAt()) ? idle : active.expiresAt();
    }
}
