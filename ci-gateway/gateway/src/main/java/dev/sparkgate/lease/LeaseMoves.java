package dev.sparkgate.lease;

import dev.sparkgate.error.SparkgateException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves leases from state to state: in memory under one short lock, on disk through the journal in the same order. Under the
 * lock nothing waits: what may take long is done after it.
 */
final class LeaseMoves {
    private static final Logger log = LoggerFactory.getLogger(LeaseMoves.class);

    private final LeaseBook book;
    private final LeaseJournal journal;
    private final LeaseListener listener;
    private final Clock clock;
    /** Makes a lease, its place and the queue move at once for everybody else. */
    private final ReentrantLock lock = new ReentrantLock();

    private final LeaseTimers timers = new LeaseTimers();
    private final Set<String> unsaved = new LinkedHashSet<>();
    private List<Runnable> afterwards = new ArrayList<>();

    LeaseMoves(LeaseBook book, LeaseJournal journal, LeaseListener listener, Clock clock) {
        this.book = book;
        this.journal = journal;
        this.listener = listener;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    /** Changes leases under the lock, then does what was put off. */
    <T extends @Nullable Object> T change(Supplier<T> work) {
        if (lock.isHeldByCurrentThread()) {
            return work.get(); // whoever took the lock does the rest
        }
        List<Runnable> due = List.of();
        try {
            lock.lock();
            try {
                return work.get();
            } finally {
                due = afterwards;
                afterwards = new ArrayList<>();
                lock.unlock();
            }
        } finally {
            due.forEach(Runnable::run);
        }
    }

    /** Changes leases under the lock, then does what was put off. */
    void run(Runnable work) {
        change(() -> {
            work.run();
            return true;
        });
    }

    /** Puts off what may wait or call back until the lock is free. To be called under it. */
    void afterwards(Runnable work) {
        afterwards.add(work);
    }

    /** Lets everybody see a lease as it is now. */
    Lease show(Lease lease) {
        LeaseEntry entry = book.put(lease, clock.millis());
        watch(lease, entry);
        listener.changed(lease);
        return lease;
    }

    /** Asks for a lease's state to be stored. */
    CompletableFuture<Void> store(Lease lease) {
        LeaseEntry entry = book.entry(lease.id());
        boolean first = entry != null && !entry.asked();
        if (entry != null) {
            entry.markAsked();
        }
        return journal.write(new LeaseChange.Saved(lease, first));
    }

    /** Answers whoever ordered a lease, once it has a state that holds, or the reason why it never will. */
    void answer(LeaseEntry entry, @Nullable Throwable failure) {
        Lease lease = entry.lease();
        afterwards(() -> {
            if (failure == null) {
                entry.answer().complete(lease);
            } else {
                entry.answer().completeExceptionally(failure);
            }
        });
    }

    /**
     * Ends a lease; does nothing when it is over. An end that cannot be stored is an end all the same: the disk may be full
     * of what this very lease wrote, and only its end frees it. It is stored later.
     *
     * @return completes when the end is stored or could not be; never fails
     */
    CompletableFuture<Void> end(Lease lease, EndReason reason, @Nullable Problem problem) {
        LeaseState next = ended(lease.state(), reason, problem);
        LeaseEntry entry = book.entry(lease.id());
        if (next == null || entry == null) {
            return CompletableFuture.completedFuture(null);
        }
        Lease over = lease.in(next);
        // Asked for first: what is stored of a lease must not overtake what its teardown stores.
        CompletableFuture<Void> stored = store(over);
        show(over);
        if (!entry.answer().isDone()) {
            entry.lease(over);
            answer(entry, problem == null ? LeaseStory.notActive(over) : problem.failure());
        }
        return stored.handle((done, failure) -> {
            if (failure != null) {
                keep(over, failure);
            }
            return null;
        });
    }

    /** Tries again to store the ends that could not be stored. */
    void storeAgain() {
        List<String> again = List.copyOf(unsaved);
        unsaved.clear();
        for (String id : again) {
            Lease lease = book.find(id);
            if (lease != null && lease.state() instanceof LeaseState.Ended) {
                journal.write(new LeaseChange.Saved(lease, false)).whenComplete((done, failure) -> {
                    if (failure != null) {
                        run(() -> unsaved.add(id));
                    }
                });
            }
        }
    }

    /** Returns the leases whose time has come, and forgets that it has. */
    List<Lease> due() {
        return timers.due(now()).stream()
                .map(book::entry)
                .filter(java.util.Objects::nonNull)
                .map(LeaseEntry::lease)
                .toList();
    }

    /** Has a lease looked at when something may be due. */
    void watch(Lease lease, @Nullable LeaseEntry entry) {
        timers.set(lease.id(), entry == null ? null : LeaseDue.next(lease, entry.use(), now()));
    }

    private @Nullable LeaseState ended(LeaseState state, EndReason reason, @Nullable Problem problem) {
        if (state instanceof LeaseState.Queued queued) {
            return queued.end(reason, problem, now());
        }
        if (state instanceof LeaseState.Preparing preparing) {
            return preparing.end(reason, problem, now());
        }
        return state instanceof LeaseState.Active active ? active.end(reason, problem, now()) : null;
    }

    /** Its teardown stores an ending lease; one that ended without any is stored again by and by. */
    private void keep(Lease over, Throwable failure) {
        log.atWarn()
                .addKeyValue("lease", over.id())
                .log("end of the lease is not stored yet: {}", cause(failure).getMessage());
        run(() -> unsaved.add(over.id()));
    }

    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** Returns a failure as the error that callers hear. */
    static SparkgateException known(Throwable failure) {
        Throwable cause = cause(failure);
        return cause instanceof SparkgateException known
                ? known
                : new SparkgateException(
                        dev.sparkgate.error.ErrorCode.INTERNAL, "the gateway failed on this lease: " + cause, cause);
    }
}
