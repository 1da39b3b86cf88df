package dev.sparkgate.store;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.lease.LeaseChange;
import dev.sparkgate.lease.LeaseJournal;
import dev.sparkgate.lease.LeaseStore;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes changes in the order in which they come, all that wait in one transaction: while one is on its way to the disk, the
 * next fills up. So the disk's slowness is shared instead of queued for.
 */
public final class GroupCommit implements LeaseJournal, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);
    private static final int MOST_AT_ONCE = 512;

    private final LeaseStore store;
    private final Executor executor;
    private final LinkedBlockingQueue<Order> orders = new LinkedBlockingQueue<>();
    private final Thread writer;
    /** Set under the monitor that orders are taken under: after it none comes. */
    private boolean closed;

    /** A change that somebody waits for; the last one has none. */
    private record Order(@Nullable LeaseChange change, CompletableFuture<Void> done) {}

    /**
     * Begins to write.
     *
     * @param threads makes the one thread that writes
     * @param executor where those who wait go on, so that they do not keep the writer
     */
    public GroupCommit(LeaseStore store, ThreadFactory threads, Executor executor) {
        this.store = requireNonNull(store, "store");
        this.executor = requireNonNull(executor, "executor");
        this.writer = threads.newThread(this::work);
        writer.start();
    }

    @Override
    public CompletableFuture<Void> write(LeaseChange change) {
        Order order = new Order(requireNonNull(change, "change"), new CompletableFuture<>());
        synchronized (this) {
            if (!closed) {
                orders.add(order);
                return order.done();
            }
        }
        return CompletableFuture.failedFuture(
                new SparkgateException(ErrorCode.STATE_UNAVAILABLE, "the gateway is stopping; try another one"));
    }

    /** Writes what was asked for, and no more. */
    @Override
    public void close() {
        synchronized (this) {
            if (!closed) {
                closed = true;
                orders.add(new Order(null, new CompletableFuture<>()));
            }
        }
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        List<Order> batch = new ArrayList<>();
        boolean last = false;
        while (!last) {
            batch.clear();
            try {
                batch.add(orders.take());
            } catch (InterruptedException e) {
                // Only close ends it: what waits must hear what became of it.
                log.atWarn().log("the writer of leases was interrupted and goes on");
                continue;
            }
            orders.drainTo(batch, MOST_AT_ONCE - 1);
            last = batch.removeIf(order -> order.change() == null);
            if (!batch.isEmpty()) {
                write(batch);
            }
        }
    }

    private void write(List<Order> batch) {
        try {
            store.write(batch.stream().map(GroupCommit::change).toList());
        } catch (SparkgateException e) {
            if (batch.size() > 1 && refusesData(e)) {
                // One of them cannot be written at all: the others shall not suffer for it.
                batch.forEach(order -> write(List.of(order)));
                return;
            }
            batch.forEach(order -> tell(order, e));
            return;
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("the writer of leases failed");
            batch.forEach(order -> tell(order, e));
            return;
        }
        batch.forEach(order -> tell(order, null));
    }

    private void tell(Order order, @Nullable RuntimeException failure) {
        executor.execute(() -> {
            if (failure == null) {
                order.done().complete(null);
            } else {
                order.done().completeExceptionally(failure);
            }
        });
    }

    private static LeaseChange change(Order order) {
        return requireNonNull(order.change(), "change");
    }

    /** Says whether the database refused what was to be written (SQLSTATE classes 22 and 23), not the writing itself. */
    private static boolean refusesData(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String state = cause instanceof SQLException sql ? sql.getSQLState() : null;
            if (state != null && (state.startsWith("22") || state.startsWith("23"))) {
                return true;
            }
        }
        return false;
    }
}
