package dev.sparkgate.lease;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** Ends leases when their time is over or their holder is gone, and forgets what ended long ago. */
final class LeaseReaper {
    static final Duration ENDED_KEPT = Duration.ofHours(1);

    private final LeaseBook book;
    private final LeaseMoves moves;
    private final CancelledKeys cancelled;
    private final QueueTimeout timeout;

    LeaseReaper(LeaseBook book, LeaseMoves moves, CancelledKeys cancelled, QueueTimeout timeout) {
        this.book = book;
        this.moves = moves;
        this.cancelled = cancelled;
        this.timeout = timeout;
    }

    /** Ends what is due. Holders are looked at without the lock: that reads from the system. */
    void reap(Predicate<Holder> holderLives) {
        List<Lease> held = moves.change(book::held);
        List<Lease> left = held.stream()
                .filter(lease -> lease.holder() != null && !holderLives.test(lease.holder()))
                .toList();
        moves.run(() -> {
            left.forEach(lease -> endIfStillOpen(lease, new LeaseDue(EndReason.RELEASED, null)));
            moves.due().forEach(this::endIfDue);
            moves.storeAgain();
            book.forgetEnded(moves.now().minus(ENDED_KEPT));
            cancelled.forgetBefore(moves.now().minus(ENDED_KEPT));
        });
    }

    private void endIfDue(Lease lease) {
        LeaseEntry entry = book.entry(lease.id());
        if (entry == null) {
            return;
        }
        LeaseDue due = LeaseDue.of(lease, entry.use(), timeout, moves.now());
        if (due == null) {
            moves.watch(lease, entry);
        } else {
            moves.end(lease, due.reason(), due.problem());
        }
    }

    private void endIfStillOpen(Lease before, LeaseDue due) {
        Lease lease = book.find(before.id());
        if (lease != null && !lease.state().over()) {
            moves.end(lease, due.reason(), due.problem());
        }
    }
}
