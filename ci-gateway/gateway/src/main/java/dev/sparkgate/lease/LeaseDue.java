package dev.sparkgate.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Why a lease is to end now. */
record LeaseDue(EndReason reason, @Nullable Problem problem) {
    /**
     * Returns what is due for an open lease; null = nothing.
     *
     * @param timeout tells a lease that waited too long why
     */
    static @Nullable LeaseDue of(
            Lease lease, @Nullable LeaseUse use, Predicate<Holder> holderLives, QueueTimeout timeout, Instant now) {
        Holder holder = lease.holder();
        if (holder != null && !holderLives.test(holder)) {
            return new LeaseDue(EndReason.RELEASED, null);
        }
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
        boolean idle = use != null && use.idleSince(now.minus(lease.idleAfter()).toEpochMilli());
        return idle ? new LeaseDue(EndReason.IDLE, null) : null;
    }
}
