package dev.sparkgate.lease;

import dev.sparkgate.driver.Driver;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.namespace.Namespace;
import dev.sparkgate.pool.Pools;
import dev.sparkgate.route.Environment;
import dev.sparkgate.route.Router;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Gives leases their places and namespaces. Nobody hears of a grant before it is durable. */
final class Grants {
    private final LeaseBook book;
    private final LeaseQueue queue;
    private final LeaseMoves moves;
    private final Router router;
    private final Pools pools;
    private final NamespaceMaker maker;
    private final WaitTimes times;

    Grants(
            LeaseBook book,
            LeaseQueue queue,
            LeaseMoves moves,
            Router router,
            Pools pools,
            NamespaceMaker maker,
            WaitTimes times) {
        this.book = book;
        this.queue = queue;
        this.moves = moves;
        this.router = router;
        this.pools = pools;
        this.maker = maker;
        this.times = times;
    }

    /** Places what waits, as far as there is room. To be called in a change. */
    void serve() {
        Set<Lane> full = new HashSet<>();
        for (Lease next = queue.next(full); next != null; next = queue.next(full)) {
            serve(next, full);
        }
    }

    private void serve(Lease lease, Set<Lane> full) {
        try {
            Lease placed = place(lease);
            if (placed == null) {
                full.add(Lane.of(lease));
                return;
            }
            LeaseEntry entry = book.entry(lease.id());
            if (entry != null && entry.asked()) {
                times.served(Lane.of(lease), moves.now());
            }
            prepare(placed);
        } catch (SparkgateException e) {
            moves.end(lease, EndReason.FAILED, Problem.of(e));
        }
    }

    /** Gives a lease its place; null when there is no room or the environment has its share. */
    private @Nullable Lease place(Lease lease) {
        Environment environment = router.environment(lease.environment());
        boolean mayHaveMore =
                book.teams().placed(environment.name()) < environment.access().leases();
        if (!mayHaveMore || !(lease.state() instanceof LeaseState.Queued queued)) {
            return null;
        }
        Map<String, Integer> weights = router.weights(environment, lease.spark());
        // A fork goes where its lease is while there is room: only there can a clone of a session follow it.
        Place near = placeOfOrigin(lease);
        Optional<Driver> beside = near == null ? Optional.empty() : pools.takeOn(near.driverId(), weights, lease.id());
        Optional<Driver> taken = beside.isPresent() ? beside : pools.take(weights, lease.id());
        return taken.map(driver -> moves.show(lease.in(queued.place(
                        new Place(driver.id(), driver.generation(), driver.pool(), driver.spark()), moves.now()))))
                .orElse(null);
    }

    private @Nullable Place placeOfOrigin(Lease lease) {
        Namespace.Base base = lease.namespace().base();
        Lease origin = base == null || base.lease() == null ? null : book.find(base.lease());
        return origin == null ? null : origin.state().place();
    }

    /** Has the namespace of a placed lease made, outside of the lock, and grants it then. To be called in a change. */
    void prepare(Lease preparing) {
        LeaseEntry entry = book.entry(preparing.id());
        if (entry != null) {
            // Begun under the lock: the lease may end at any moment, and its teardown waits for what is being made.
            CompletableFuture<Void> making = entry.beginMaking();
            moves.afterwards(() -> make(preparing, entry, making));
        }
    }

    private void make(Lease preparing, LeaseEntry entry, CompletableFuture<Void> making) {
        CompletableFuture<Void> made = made(preparing);
        if (!made.isDone()) {
            moves.run(() -> keepWhileMaking(preparing, entry));
        }
        made.whenComplete((done, failure) -> {
            making.complete(null);
            moves.run(() -> {
                if (!book.stands(preparing)) {
                    return; // it ended meanwhile, and its order is answered
                }
                if (failure == null) {
                    grant(preparing, entry);
                } else {
                    refuse(preparing, entry, LeaseMoves.known(failure));
                }
            });
        });
    }

    private CompletableFuture<Void> made(Lease lease) {
        try {
            return maker.make(lease.namespace()).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** A namespace that takes its time: the lease is kept, and its caller hears that it is on its way. */
    private void keepWhileMaking(Lease preparing, LeaseEntry entry) {
        if (book.stands(preparing)) {
            moves.store(preparing).thenRun(() -> moves.run(() -> moves.answer(entry, null)));
        }
    }

    private void grant(Lease preparing, LeaseEntry entry) {
        if (!(preparing.state() instanceof LeaseState.Preparing ready)) {
            return;
        }
        Lease active = preparing.in(ready.grant(moves.now(), preparing.ttl()));
        moves.store(active)
                .whenComplete((done, failure) -> moves.run(() -> {
                    if (!book.stands(preparing)) {
                        return;
                    }
                    if (failure == null) {
                        moves.show(active);
                        moves.answer(entry, null);
                    } else {
                        // It may be stored or not: nobody can tell, so it is ended in an orderly way.
                        moves.end(unheard(preparing, entry), EndReason.FAILED, Problem.of(LeaseMoves.known(failure)));
                    }
                }));
    }

    /** What could not be made: of a lease that nobody has heard of nothing is left, the others end with the reason. */
    private void refuse(Lease preparing, LeaseEntry entry, SparkgateException failure) {
        Place place = preparing.state().place();
        if (entry.asked() || place == null) {
            moves.end(unheard(preparing, entry), EndReason.FAILED, Problem.of(failure));
            return;
        }
        pools.giveBack(place.driverId(), preparing.id(), false);
        book.remove(preparing);
        moves.watch(preparing, null);
        moves.answer(entry, failure);
        serve();
    }

    /** An order that failed before it was answered may be tried again with its key. */
    private Lease unheard(Lease lease, LeaseEntry entry) {
        if (entry.answer().isDone()) {
            return lease;
        }
        book.forgetKey(lease);
        return lease.withoutKey();
    }
}
