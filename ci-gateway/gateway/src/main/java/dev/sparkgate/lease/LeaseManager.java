package dev.sparkgate.lease;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.auth.Secrets;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.pool.Pools;
import dev.sparkgate.route.Router;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Grants leases, ends them, and knows them all. Time, storage, folders and randomness come in through the constructor.
 *
 * <p>Thread-safe: one short lock around every change in memory, because a change moves a lease, its place and the queue at
 * once. Nothing waits under it: what must be durable goes through the journal, and is answered once it is. The data plane's
 * lookups ({@link #admit}, {@link #use}) take no lock.
 */
public final class LeaseManager {
    private final Router router;
    private final Pools pools;
    private final LeaseStore store;
    private final LeaseQueue queue;
    private final LeaseBook book;
    private final LeaseMoves moves;
    private final WaitTimes times = new WaitTimes();
    private final Grants grants;
    private final LeaseReaper reaper;
    private final CancelledKeys cancelled = new CancelledKeys();
    private final Entrance entrance;
    private final Exits exits;

    /**
     * Knows no leases yet; see {@link #restore}.
     *
     * @param store what an earlier gateway left; everything new goes through {@code journal}
     * @param ids gives a fresh lease id each time: lower case letters and digits
     */
    public LeaseManager(
            Router router,
            Pools pools,
            LeaseStore store,
            LeaseJournal journal,
            Secrets secrets,
            NamespaceMaker namespaceMaker,
            LeaseListener listener,
            Clock clock,
            Supplier<String> ids) {
        this.router = requireNonNull(router, "router");
        this.pools = requireNonNull(pools, "pools");
        this.store = requireNonNull(store, "store");
        requireNonNull(journal, "journal");
        requireNonNull(secrets, "secrets");
        requireNonNull(ids, "ids");
        requireNonNull(namespaceMaker, "namespaceMaker");
        requireNonNull(listener, "listener");
        requireNonNull(clock, "clock");
        this.queue = new LeaseQueue(router);
        this.book = new LeaseBook(queue);
        this.moves = new LeaseMoves(book, journal, listener, clock);
        this.grants = new Grants(book, queue, moves, router, pools, namespaceMaker, times);
        this.reaper = new LeaseReaper(book, moves, cancelled, new QueueTimeout(pools));
        this.entrance =
                new Entrance(book, queue, moves, grants, cancelled, times, router, namespaceMaker, secrets, ids);
        this.exits = new Exits(book, queue, moves, journal, grants, cancelled, router, pools);
    }

    /** A lease as its creator gets it. */
    public record Acquired(Lease lease, boolean isNew, String secret) {}

    /**
     * How a waiting lease stands.
     *
     * @param position 1 = next; 0 = it does not wait
     * @param estimate how long it will wait still, as things go; null when nobody can tell
     */
    public record Waiting(int position, @Nullable Duration estimate) {
        /** It does not wait. */
        public static final Waiting NOT = new Waiting(0, null);
    }

    /** Reads back what an earlier gateway left; drivers that live on must be in the pools already. */
    public void restore() {
        Map<String, Instant> keys = store.cancelledKeys();
        List<Lease> leases = store.load();
        LeaseRestore restore = new LeaseRestore(book, moves, grants, router, pools);
        moves.run(() -> {
            keys.forEach(cancelled::add);
            leases.forEach(restore::restore);
        });
    }

    /** Grants a lease, or queues the order; waits until that is durable. See {@link #acquireAsync}. */
    public Acquired acquire(LeaseOrder order) {
        return join(acquireAsync(order));
    }

    /**
     * Grants a lease, or queues the order where no driver has room. An order whose key is known gets the same lease again.
     *
     * @return completes once the lease is durable as {@code ACTIVE}, {@code QUEUED}, or {@code PREPARING} where its
     *     namespace takes a while; fails with {@link SparkgateException} of what failed in making the namespace or in
     *     storing it, and then nothing of the lease is left
     * @throws SparkgateException with {@link ErrorCode#ENVIRONMENT_UNKNOWN}, {@link ErrorCode#ACCESS_DENIED},
     *     {@link ErrorCode#REQUEST_INVALID}, {@link ErrorCode#QUEUE_FULL}, {@link ErrorCode#LEASE_CANCELLED},
     *     {@link ErrorCode#LEASE_ENDED} or {@link ErrorCode#GATEWAY_DRAINING}
     */
    public CompletableFuture<Acquired> acquireAsync(LeaseOrder order) {
        return entrance.acquire(order);
    }

    /**
     * Grants or queues a lease whose namespace starts with all that another lease has written when it is granted.
     *
     * @param order its environment does not count: a fork is where its lease is
     * @param outlives whether it goes on when the other lease ends; see {@link ForkEnds}
     * @return as of {@link #acquireAsync}
     * @throws SparkgateException as {@link #acquireAsync} does, and where the other lease is unknown, not active or has
     *     nothing to fork
     */
    public CompletableFuture<Acquired> forkAsync(String id, LeaseOrder order, boolean outlives) {
        CompletableFuture<Acquired> again = entrance.again(order);
        if (again != null) {
            return again;
        }
        Lease of = find(id).orElseThrow(() -> unknown(id));
        return acquireAsync(Fork.complete(order, of, outlives));
    }

    /** Returns the lease that a secret opens, without a lock. */
    public Lease admit(String secret) {
        Lease lease = book.findBySecretHash(Secrets.hash(secret));
        if (lease == null) {
            throw new SparkgateException(
                    ErrorCode.LEASE_UNKNOWN,
                    "the lease secret of this call is not known (expected: the x-sparkgate-lease of a lease's remote); "
                            + "acquire a lease and use its remote as it stands");
        }
        if (lease.state() instanceof LeaseState.Active) {
            return lease;
        }
        throw LeaseStory.notActive(lease);
    }

    /** Returns the traffic counter of an open lease. */
    public @Nullable LeaseUse use(String leaseId) {
        return book.use(leaseId);
    }

    public Optional<Lease> find(String id) {
        return Optional.ofNullable(moves.<@Nullable Lease>change(() -> book.find(id)));
    }

    /** Returns the lease of a key, if it can be used now or is on its way there. */
    public Optional<Lease> findActiveByKey(String key) {
        return Optional.ofNullable(moves.<@Nullable Lease>change(() -> book.findByKey(key)))
                .filter(lease -> !lease.state().over());
    }

    /** Returns what to tell the caller of a lease that is over. */
    public SparkgateException whyOver(Lease lease) {
        return LeaseStory.whyOver(lease);
    }

    public List<Lease> list(Predicate<Lease> condition) {
        Collection<Lease> all = moves.change(book::all);
        return all.stream().filter(condition).toList();
    }

    /** Returns the place of a queued lease in its queue, 1 = next; 0 when it does not wait. */
    public int queuePosition(String id) {
        return waiting(id).position();
    }

    /** Returns how a lease stands in the queue. */
    public Waiting waiting(String id) {
        return moves.change(() -> {
            Lease lease = book.find(id);
            int position = lease == null ? 0 : queue.position(lease);
            return lease == null || position == 0
                    ? Waiting.NOT
                    : new Waiting(position, times.estimate(Lane.of(lease), position, moves.now()));
        });
    }

    /** Counts what waits by environment and team. */
    public List<TeamWaiting> waitingByTeam() {
        return moves.change(queue::byTeam);
    }

    /** Counts what waits, by the pool that should serve it; see {@link Pools#demand}. */
    public Map<String, Integer> waiting() {
        return pools.demand(moves.change(() -> queue.demand(pools.mostPlaces())));
    }

    /**
     * Sets the end of an active lease to {@code ttl} from now; waits until that is durable.
     *
     * @throws SparkgateException with {@link ErrorCode#LEASE_UNKNOWN}, {@link ErrorCode#LEASE_ENDED} or
     *     {@link ErrorCode#REQUEST_INVALID} when the whole life would pass the environment's cap
     */
    public Lease extend(String id, Duration ttl) {
        Extension extension = moves.change(() -> Extension.begin(known(id), ttl, false, router, moves));
        return join(extension.settled(moves, book));
    }

    /** Extends a lease as {@link #extend} does, and has it live that long without its holder and without traffic, too. */
    public Lease keep(String id, Duration ttl) {
        Extension extension = moves.change(() -> Extension.begin(known(id), ttl, true, router, moves));
        return join(extension.settled(moves, book));
    }

    /** Ends a lease; does nothing when it is over or was never seen. Waits until that is durable. */
    public void release(String id, EndReason reason) {
        join(releaseAsync(id, reason));
    }

    /** Ends a lease as {@link #release} does; completes when that is durable, and never fails. */
    public CompletableFuture<Void> releaseAsync(String id, EndReason reason) {
        return exits.release(id, reason, null);
    }

    /** Ends a lease, and tells its callers why; does nothing when it is over or was never seen. */
    public CompletableFuture<Void> releaseAsync(String id, EndReason reason, Problem problem) {
        return exits.release(id, reason, problem);
    }

    /** Ends the lease of a key, or cancels the key; waits until that is durable. */
    public void releaseKey(String key) {
        join(releaseKeyAsync(key));
    }

    /**
     * Ends the lease of a key; a key that was never seen is cancelled: an order that arrives late with it gets nothing.
     *
     * @return completes when that is durable
     */
    public CompletableFuture<Void> releaseKeyAsync(String key) {
        return exits.releaseKey(key);
    }

    /** Notes that everything of an ending lease is taken down; waits until that is durable. */
    public void tornDown(String id) {
        join(tornDownAsync(id));
    }

    /** Notes that everything of an ending lease is taken down; completes when that is durable and its place is free. */
    public CompletableFuture<Void> tornDownAsync(String id) {
        return exits.tornDown(id);
    }

    /** Returns what is over once nothing is made in a lease's namespace any more; never fails. */
    public CompletableFuture<Void> making(String id) {
        return moves.change(() -> {
            LeaseEntry entry = book.entry(id);
            return entry == null ? CompletableFuture.completedFuture(null) : entry.making();
        });
    }

    /** Ends the leases of a driver that is gone. */
    public void driverGone(Set<String> leaseIds, String why) {
        exits.driverGone(leaseIds, why);
    }

    /** Places what waits, as far as there is room: fair between teams, oldest first within one. */
    public void serveQueue() {
        moves.run(grants::serve);
    }

    /** Takes over caps and weights of a configuration that has changed. */
    public void reconfigured() {
        moves.run(() -> {
            queue.configured(book.teams());
            grants.serve();
        });
    }

    /** Fails what waits for pools that have nothing and could not start anything. */
    public void failHopeless() {
        exits.failHopeless();
    }

    /**
     * Ends what is due: TTL, idle, waited too long, holder gone; forgets what ended long ago.
     *
     * @param holderLives says whether a holder still runs; asked without the lock
     */
    public void reap(Predicate<Holder> holderLives) {
        reaper.reap(holderLives);
    }

    /** Forgets, on disk as well, what ended long ago. */
    public void forget() {
        store.forgetBefore(moves.now().minus(LeaseReaper.ENDED_KEPT));
    }

    /** Says whether anybody has a lease or waits for one. */
    public boolean inUse() {
        return moves.change(book::inUse);
    }

    /** Grants nothing more; the leases that there are go on. */
    public void closeEntrance() {
        entrance.close();
    }

    /** Says whether anything is granted still. */
    public boolean draining() {
        return entrance.closed();
    }

    /** Grants nothing more and ends every lease. */
    public void drain(EndReason reason) {
        entrance.close();
        moves.run(() -> book.open().forEach(lease -> moves.end(lease, reason, null)));
    }

    private Lease known(String id) {
        Lease lease = book.find(id);
        if (lease == null) {
            throw unknown(id);
        }
        return lease;
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw LeaseMoves.known(e);
        }
    }

    static SparkgateException unknown(String id) {
        return new SparkgateException(
                ErrorCode.LEASE_UNKNOWN, "lease '" + id + "' is not known; list leases with: sparkgate list");
    }
}
