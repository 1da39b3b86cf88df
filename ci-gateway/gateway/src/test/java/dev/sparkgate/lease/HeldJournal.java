package dev.sparkgate.lease;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Keeps what is to be written until it is told what becomes of it. */
final class HeldJournal implements LeaseJournal {
    private final Deque<Order> orders = new ArrayDeque<>();
    private final FakeLeaseStore store;

    private record Order(LeaseChange change, CompletableFuture<Void> done) {}

    HeldJournal(FakeLeaseStore store) {
        this.store = store;
    }

    @Override
    public CompletableFuture<Void> write(LeaseChange change) {
        Order order = new Order(change, new CompletableFuture<>());
        orders.add(order);
        return order.done();
    }

    int held() {
        return orders.size();
    }

    /** Makes the oldest durable. */
    void commit() {
        Order order = orders.remove();
        store.write(List.of(order.change()));
        order.done().complete(null);
    }

    void commitAll() {
        while (!orders.isEmpty()) {
            commit();
        }
    }

    /** Fails the oldest. */
    void fail() {
        orders.remove()
                .done()
                .completeExceptionally(new SparkgateException(ErrorCode.STATE_UNAVAILABLE, "the disk is full"));
    }
}
