package dev.sparkgate.lease;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.auth.Secrets;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.route.Environment;
import dev.sparkgate.route.Router;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets orders in: checks them, knows those that come again, and has each one granted or queued. */
final class Entrance {
    private final LeaseBook book;
    private final LeaseQueue queue;
    private final LeaseMoves moves;
    private final Grants grants;
    private final CancelledKeys cancelled;
    private final WaitTimes times;
    private final Router router;
    private final NamespaceMaker maker;
    private final Secrets secrets;
    private final Supplier<String> ids;
    private volatile boolean closed;

    Entrance(
            LeaseBook book,
            LeaseQueue queue,
            LeaseMoves moves,
            Grants grants,
            CancelledKeys cancelled,
            WaitTimes times,
            Router router,
            NamespaceMaker maker,
            Secrets secrets,
            Supplier<String> ids) {
        this.book = book;
        this.queue = queue;
        this.moves = moves;
        this.grants = grants;
        this.cancelled = cancelled;
        this.times = times;
        this.router = router;
        this.maker = maker;
        this.secrets = secrets;
        this.ids = ids;
    }

    /** Lets nobody in any more. */
    void close() {
        closed = true;
    }

    boolean closed() {
        return closed;
    }

    /** See {@link LeaseManager#acquireAsync}. */
    CompletableFuture<LeaseManager.Acquired> acquire(LeaseOrder order) {
        Environment environment = router.environment(order.environment());
        CompletableFuture<LeaseManager.Acquired> known = again(order);
        if (known != null) {
            return known;
        }
        requireOpen();
        router.open(environment.name()); // what is only there for the leases it has takes no more
        router.weights(environment, order.spark());
        String id = ids.get();
        String secret = secrets.leaseSecret(id);
        LeaseOrder whole = order.on(maker.base(environment, order));
        Lease lease = LeaseAdmission.admit(whole, environment, id, Secrets.hash(secret), moves.now());
        return moves.change(() -> enter(order, lease, environment))
                .thenApply(first ->
                        new LeaseManager.Acquired(first, first.id().equals(id), secrets.leaseSecret(first.id())));
    }

    /** Returns what the key of an order has got already; null = nothing. */
    @Nullable
    CompletableFuture<LeaseManager.Acquired> again(LeaseOrder order) {
        CompletableFuture<Lease> known = moves.<@Nullable CompletableFuture<Lease>>change(() -> knownByKey(order));
        return known == null
                ? null
                : known.thenApply(lease -> new LeaseManager.Acquired(lease, false, secrets.leaseSecret(lease.id())));
    }

    /** Lets an order in: another may have come with its key meanwhile. */
    private CompletableFuture<Lease> enter(LeaseOrder order, Lease lease, Environment environment) {
        CompletableFuture<Lease> known = knownByKey(order);
        if (known != null) {
            return known;
        }
        requireOpen();
        LeaseEntry entry = requireNonNull(book.put(lease, moves.now().toEpochMilli()), "entry of a lease that waits");
        grants.serve();
        if (!book.stands(lease)) {
            return entry.answer();
        }
        try {
            queue.requireRoom(environment);
        } catch (SparkgateException full) {
            book.remove(lease);
            throw full;
        }
        if (queue.size(Lane.of(lease)) == 1) {
            times.begins(Lane.of(lease), moves.now());
        }
        moves.show(lease);
        moves.store(lease).whenComplete((done, failure) -> moves.run(() -> queued(lease, entry, failure)));
        return entry.answer();
    }

    private void queued(Lease lease, LeaseEntry entry, @Nullable Throwable failure) {
        boolean waits = book.stands(lease);
        if (failure == null) {
            moves.answer(entry, null);
        } else if (waits) {
            book.remove(lease);
            moves.watch(lease, null);
            moves.answer(entry, LeaseMoves.known(failure));
        }
        // Otherwise it has its place by now: whether that could be stored is its answer.
    }

    private void requireOpen() {
        if (closed) {
            throw new SparkgateException(
                    ErrorCode.GATEWAY_DRAINING, "the gateway is stopping and grants no more leases; try another one");
        }
    }

    private @Nullable CompletableFuture<Lease> knownByKey(LeaseOrder order) {
        String key = order.key();
        if (key == null) {
            return null;
        }
        cancelled.refuse(key);
        Lease known = book.findByKey(key);
        if (known == null) {
            return null;
        }
        LeaseEntry entry = book.entry(known.id());
        if (!known.state().over() && entry != null) {
            return entry.answer().thenApply(this::now);
        }
        if (order.implicit()) {
            return null;
        }
        throw new SparkgateException(
                ErrorCode.LEASE_ENDED,
                "the lease of key '" + key + "' is over: " + LeaseStory.story(known) + "; use a fresh key");
    }

    private Lease now(Lease lease) {
        Lease now = moves.<@Nullable Lease>change(() -> book.find(lease.id()));
        return now == null ? lease : now;
    }
}
