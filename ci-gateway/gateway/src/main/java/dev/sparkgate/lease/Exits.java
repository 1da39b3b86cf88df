package dev.sparkgate.lease;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.pool.Pools;
import dev.sparkgate.route.Router;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Ends leases, and frees their places once nothing of them is left. */
final class Exits {
    private final LeaseBook book;
    private final LeaseQueue queue;
    private final LeaseMoves moves;
    private final LeaseJournal journal;
    private final Grants grants;
    private final CancelledKeys cancelled;
    private final Router router;
    private final Pools pools;

    Exits(
            LeaseBook book,
            LeaseQueue queue,
            LeaseMoves moves,
            LeaseJournal journal,
            Grants grants,
            CancelledKeys cancelled,
            Router router,
            Pools pools) {
        this.book = book;
        this.queue = queue;
        this.moves = moves;
        this.journal = journal;
        this.grants = grants;
        this.cancelled = cancelled;
        this.router = router;
        this.pools = pools;
    }

    CompletableFuture<Void> release(String id, EndReason reason, @Nullable Problem problem) {
        return moves.change(() -> {
            Lease lease = book.find(id);
            return lease == null ? CompletableFuture.completedFuture(null) : moves.end(lease, reason, problem);
        });
    }

    CompletableFuture<Void> releaseKey(String key) {
        return moves.change(() -> {
            Lease lease = book.findByKey(key);
            if (lease != null) {
                return moves.end(lease, EndReason.RELEASED, null);
            }
            Instant now = moves.now();
            cancelled.add(key, now);
            return journal.write(new LeaseChange.KeyCancelled(key, now)).whenComplete((done, failure) -> {
                if (failure != null) {
                    moves.run(() -> cancelled.remove(key));
                }
            });
        });
    }

    CompletableFuture<Void> tornDown(String id) {
        return moves.change(() -> {
            Lease lease = book.find(id);
            if (lease == null || !(lease.state() instanceof LeaseState.Ending ending)) {
                return CompletableFuture.<Void>completedFuture(null);
            }
            Lease ended = lease.in(ending.end(moves.now()));
            return moves.store(ended).thenRun(() -> moves.run(() -> free(lease, ending, ended)));
        });
    }

    void driverGone(Set<String> leaseIds, String why) {
        moves.run(() -> leaseIds.forEach(id -> {
            Lease lease = book.find(id);
            if (lease != null) {
                moves.end(lease, EndReason.DRIVER_LOST, new Problem(ErrorCode.DRIVER_LOST, why));
            }
        }));
    }

    void failHopeless() {
        moves.run(() -> queue.lanes().forEach(lane -> {
            List<String> fitting =
                    List.copyOf(router.serving(lane.environment(), lane.spark()).keySet());
            if (!fitting.isEmpty()
                    && fitting.stream().allMatch(pool -> pools.failure(pool).isPresent())) {
                Pools.StartFailure failure = pools.failure(fitting.get(0)).orElseThrow();
                Problem problem = new Problem(failure.code(), failure.message());
                queue.inLane(lane).forEach(lease -> moves.end(lease, EndReason.FAILED, problem));
            }
        }));
    }

    private void free(Lease lease, LeaseState.Ending ending, Lease ended) {
        if (!book.stands(lease)) {
            return;
        }
        LeaseUse use = book.use(lease.id());
        pools.giveBack(ending.place().driverId(), lease.id(), use != null && use.used());
        moves.show(ended);
        grants.serve();
    }
}
