package dev.sparkgate.lease;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.route.Environment;
import dev.sparkgate.route.Router;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** A later end of a lease: it holds at once, and is taken back when it cannot be stored. */
record Extension(Lease before, Lease after, CompletableFuture<Void> stored) {
    /**
     * Extends a lease; to be called in a change.
     *
     * @param keep whether it lives that long without its holder and without traffic, too
     */
    static Extension begin(Lease lease, Duration ttl, boolean keep, Router router, LeaseMoves moves) {
        if (!(lease.state() instanceof LeaseState.Active active)) {
            throw lease.state().over()
                    ? new SparkgateException(
                            ErrorCode.LEASE_ENDED, "lease " + lease.id() + " is over: " + LeaseStory.story(lease))
                    : LeaseStory.notActive(lease);
        }
        Instant until = moves.now().plus(ttl);
        Environment environment = router.environment(lease.environment());
        Duration life = Duration.between(active.grantedAt(), until);
        LeaseAdmission.atMost("life", life, environment.limits().maxTtl(), environment, "max-ttl");
        Lease extended = (keep ? lease.kept(ttl) : lease).in(active.extend(until));
        CompletableFuture<Void> stored = moves.store(extended);
        return new Extension(lease, moves.show(extended), stored);
    }

    CompletableFuture<Lease> settled(LeaseMoves moves, LeaseBook book) {
        return stored.handle((done, failure) -> {
            if (failure == null) {
                return after;
            }
            moves.run(() -> {
                if (book.stands(after)) {
                    moves.show(before);
                }
            });
            throw LeaseMoves.known(failure);
        });
    }
}
