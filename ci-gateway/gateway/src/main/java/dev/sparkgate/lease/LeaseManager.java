package dev.sparkgate.lease;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.auth.Secrets;
import dev.sparkgate.driver.Driver;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.pool.Pools;
import dev.sparkgate.route.Environment;
import dev.sparkgate.route.Router;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Grants leases, ends them, and knows them all. Time, storage, folders and randomness come in through the constructor.
 *
 * <p>Thread-safe: one lock around every change, because a change moves a lease, its place and the queue at once, and must
 * be stored before anybody sees it. The data plane's lookups ({@link #admit}, {@link #use}) take no lock.
 */
public final class LeaseManager {
    private static final Logger log = LoggerFactory.getLogger(LeaseManager.class);
    private static final Duration ENDED_KEPT = Duration.ofHours(1);

    private final Router router;
    private final Pools pools;
    private final LeaseStore store;
    private final Secrets secrets;
    private final NamespaceMaker namespaceMaker;
    private final LeaseListener listener;
    private final Clock clock;
    private final Supplier<String> ids;
    private final LeaseBook book = new LeaseBook();
    private final LeaseQueue queue;
    private final QueueTimeout timeout;
    private final Set<String> cancelledKeys = new HashSet<>();
    private volatile boolean draining;

    /**
     * Knows no leases yet; see {@link #restore}.
     *
     * @param namespaceMaker makes a namespace; throws {@link SparkgateException} when it cannot
     * @param ids gives a fresh lease id each time: lower case letters and digits
     */
    public LeaseManager(
            Router router,
            Pools pools,
            LeaseStore store,
            Secrets secrets,
            NamespaceMaker namespaceMaker,
            LeaseListener listener,
            Clock clock,
            Supplier<String> ids) {
        this.router = requireNonNull(router, "router");
        this.pools = requireNonNull(pools, "pools");
        this.store = requireNonNull(store, "store");
        this.secrets = requireNonNull(secrets, "secrets");
        this.namespaceMaker = requireNonNull(namespaceMaker, "namespaceMaker");
        this.listener = requireNonNull(listener, "listener");
        this.clock = requireNonNull(clock, "clock");
        this.ids = requireNonNull(ids, "ids");
        this.queue = new LeaseQueue(book, router, pools);
        this.timeout = new QueueTimeout(pools);
    }

    /** A lease as its creator gets it. */
    public record Acquired(Lease lease, boolean isNew, String secret) {}

    /** Reads back what an earlier gateway left; drivers that live on must be in the pools already. */
    public synchronized void restore() {
        cancelledKeys.addAll(store.cancelledKeys());
        Instant now = clock.instant();
        for (Lease lease : store.load()) {
            book.put(lease, now.toEpochMilli());
            if (lease.state() instanceof LeaseState.Queued && !router.knows(lease.environment())) {
                String detail = "environment '" + lease.environment() + "' is no more in the gateway's configuration";
                end(lease, EndReason.FAILED, new Problem(ErrorCode.ENVIRONMENT_UNKNOWN, detail));
                continue;
            }
            Place place = lease.state().place();
            boolean open = !(lease.state() instanceof LeaseState.Ended);
            if (open && place != null && !pools.retake(place.driverId(), place.generation(), lease.id())) {
                if (lease.state() instanceof LeaseState.Active active) {
                    move(lease, active.end(EndReason.DRIVER_LOST, null, now));
                    continue;
                }
            }
            if (open) {
                listener.changed(lease);
            }
        }
    }

    /**
     * Grants a lease, or queues the order where no driver has room. An order whose key is known gets the same lease again.
     *
     * @throws SparkgateException with {@link ErrorCode#ENVIRONMENT_UNKNOWN}, {@link ErrorCode#ACCESS_DENIED},
     *     {@link ErrorCode#REQUEST_INVALID}, {@link ErrorCode#QUEUE_FULL}, {@link ErrorCode#LEASE_CANCELLED},
     *     {@link ErrorCode#LEASE_ENDED}, {@link ErrorCode#GATEWAY_DRAINING} or what failed in making the namespace
     */
    public Acquired acquire(LeaseOrder order) {
        return admitted(order.on(namespaceMaker.base(router.environment(order.environment()), order)));
    }

    private synchronized Acquired admitted(LeaseOrder order) {
        Environment environment = router.environment(order.environment());
        Lease known = order.key() == null ? null : knownByKey(order);
        if (known != null) {
            return new Acquired(known, false, secrets.leaseSecret(known.id()));
        }
        if (draining) {
            throw new SparkgateException(
                    ErrorCode.GATEWAY_DRAINING, "the gateway is stopping and grants no more leases; try another one");
        }
        Map<String, Integer> fitting = router.weights(environment, order.spark());
        Instant now = clock.instant();
        String id = ids.get();
        String secret = secrets.leaseSecret(id);
        Lease lease = LeaseAdmission.admit(order, environment, id, Secrets.hash(secret), now);
        Lease placed = queue.hasOlder(lease) ? null : place(lease, environment, fitting);
        if (placed != null) {
            return new Acquired(placed, true, secret);
        }
        queue.requireRoom(environment);
        save(lease);
        return new Acquired(lease, true, secret);
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

    public synchronized Optional<Lease> find(String id) {
        return Optional.ofNullable(book.find(id));
    }

    /** Returns the lease of a key, if it can be used now or is on its way there. */
    public synchronized Optional<Lease> findActiveByKey(String key) {
        return Optional.ofNullable(book.findByKey(key))
                .filter(lease -> !lease.state().over());
    }

    /** Returns what to tell the caller of a lease that is over. */
    public SparkgateException whyOver(Lease lease) {
        Problem problem = LeaseStory.problem(lease);
        return problem == null ? LeaseStory.notActive(lease) : new SparkgateException(problem.code(), problem.detail());
    }

    public synchronized List<Lease> list(Predicate<Lease> condition) {
        return book.all(condition);
    }

    /** Returns the place of a queued lease in its queue, 1 = next; 0 when it does not wait. */
    public synchronized int queuePosition(String id) {
        return queue.position(id);
    }

    /** Counts what waits, by the pool that should serve it; see {@link Pools#demand}. */
    public synchronized Map<String, Integer> waiting() {
        return queue.waitingByPool();
    }

    /**
     * Sets the end of an active lease to {@code ttl} from now.
     *
     * @throws SparkgateException with {@link ErrorCode#LEASE_UNKNOWN}, {@link ErrorCode#LEASE_ENDED} or
     *     {@link ErrorCode#REQUEST_INVALID} when the whole life would pass the environment's cap
     */
    public synchronized Lease extend(String id, Duration ttl) {
        Lease lease = known(id);
        if (!(lease.state() instanceof LeaseState.Active active)) {
            throw lease.state().over()
                    ? new SparkgateException(
                            ErrorCode.LEASE_ENDED, "lease " + id + " is over: " + LeaseStory.story(lease))
                    : LeaseStory.notActive(lease);
        }
        Instant until = clock.instant().plus(ttl);
        Environment environment = router.environment(lease.environment());
        Duration life = Duration.between(active.grantedAt(), until);
        LeaseAdmission.atMost("life", life, environment.limits().maxTtl(), environment, "max-ttl");
        return move(lease, active.extend(until));
    }

    /** Ends a lease; does nothing when it is over or was never seen. */
    public synchronized void release(String id, EndReason reason) {
        Lease lease = book.find(id);
        if (lease != null) {
            end(lease, reason, null);
        }
    }

    /** Ends the lease of a key; a key that was never seen is cancelled: an order that arrives late with it gets nothing. */
    public synchronized void releaseKey(String key) {
        Lease lease = book.findByKey(key);
        if (lease != null) {
            end(lease, EndReason.RELEASED, null);
            return;
        }
        store.cancelKey(key, clock.instant());
        cancelledKeys.add(key);
    }

    /** Notes that everything of an ending lease is taken down. */
    public synchronized void tornDown(String id) {
        Lease lease = book.find(id);
        if (lease != null && lease.state() instanceof LeaseState.Ending ending) {
            LeaseUse use = book.use(id);
            pools.giveBack(ending.place().driverId(), id, use != null && use.used());
            move(lease, ending.end(clock.instant()));
            serveQueue();
        }
    }

    /** Ends the leases of a driver that is gone. */
    public synchronized void driverGone(Set<String> leaseIds, String why) {
        for (String id : leaseIds) {
            Lease lease = book.find(id);
            if (lease != null) {
                end(lease, EndReason.DRIVER_LOST, new Problem(ErrorCode.DRIVER_LOST, why));
            }
        }
    }

    /** Places what waits, as far as there is room: the team with the fewest leases first, oldest first within it. */
    public synchronized void serveQueue() {
        boolean served = true;
        while (served) {
            served = false;
            for (Lease lease : queue.fair()) {
                if (serve(lease)) {
                    served = true;
                    break;
                }
            }
        }
    }

    /** Fails what waits for pools that have nothing and could not start anything. */
    public synchronized void failHopeless() {
        for (Lease lease : queue.all()) {
            List<String> fitting = router.pools(router.environment(lease.environment()), lease.spark());
            if (fitting.stream().allMatch(pool -> pools.failure(pool).isPresent())) {
                Pools.StartFailure failure = pools.failure(fitting.get(0)).orElseThrow();
                end(lease, EndReason.FAILED, new Problem(failure.code(), failure.message()));
            }
        }
    }

    /**
     * Ends what is due: TTL, idle, waited too long, holder gone; forgets what ended long ago.
     *
     * @param holderLives says whether a holder still runs
     */
    public synchronized void reap(Predicate<Holder> holderLives) {
        Instant now = clock.instant();
        for (Lease lease : book.ended()) {
            if (lease.state() instanceof LeaseState.Ended ended
                    && ended.at().plus(ENDED_KEPT).isBefore(now)) {
                book.remove(lease);
            }
        }
        for (Lease lease : book.open()) {
            LeaseDue due =
                    lease.state().over() ? null : LeaseDue.of(lease, book.use(lease.id()), holderLives, timeout, now);
            if (due != null) {
                end(lease, due.reason(), due.problem());
            }
        }
    }

    /** Forgets, on disk as well, what ended long ago. */
    public synchronized void forget() {
        store.forgetBefore(clock.instant().minus(ENDED_KEPT));
    }

    /** Says whether anybody has a lease or waits for one. */
    public synchronized boolean inUse() {
        return book.open().stream().anyMatch(lease -> !lease.state().over());
    }

    /** Grants nothing more; the leases that there are go on. */
    public void closeEntrance() {
        draining = true;
    }

    /** Says whether anything is granted still. */
    public boolean draining() {
        return draining;
    }

    /** Grants nothing more and ends every lease. */
    public synchronized void drain(EndReason reason) {
        draining = true;
        for (Lease lease : book.open()) {
            end(lease, reason, null);
        }
    }

    private @Nullable Lease knownByKey(LeaseOrder order) {
        String key = requireNonNull(order.key());
        if (cancelledKeys.contains(key)) {
            throw new SparkgateException(
                    ErrorCode.LEASE_CANCELLED,
                    "key '" + key + "' was released before this order arrived; use a fresh key");
        }
        Lease known = book.findByKey(key);
        if (known == null || !known.state().over()) {
            return known;
        }
        if (order.implicit()) {
            return null;
        }
        throw new SparkgateException(
                ErrorCode.LEASE_ENDED,
                "the lease of key '" + key + "' is over: " + LeaseStory.story(known) + "; use a fresh key");
    }

    /** Grants or fails a lease that waits; false when there is still no room for it. */
    private boolean serve(Lease lease) {
        Environment environment = router.environment(lease.environment());
        try {
            return place(lease, environment, router.weights(environment, lease.spark())) != null;
        } catch (SparkgateException e) {
            end(lease, EndReason.FAILED, Problem.of(e));
            return true;
        }
    }

    /** Gives a lease its place and namespace; null when there is no room or the team has its share. */
    private @Nullable Lease place(Lease lease, Environment environment, Map<String, Integer> fitting) {
        if (book.placed(environment.name(), lease.team())
                >= environment.access().leasesPerTeam()) {
            return null;
        }
        Optional<Driver> driver = pools.take(fitting, lease.id());
        if (driver.isEmpty() || !(lease.state() instanceof LeaseState.Queued queued)) {
            return null;
        }
        Driver taken = driver.get();
        Instant now = clock.instant();
        LeaseState.Preparing preparing =
                queued.place(new Place(taken.id(), taken.generation(), taken.pool(), taken.spark()), now);
        try {
            namespaceMaker.make(lease.namespace()).toCompletableFuture().join();
            return move(lease, preparing.grant(now, lease.ttl()));
        } catch (CompletionException e) {
            pools.giveBack(taken.id(), lease.id(), false);
            throw e.getCause() instanceof SparkgateException known ? known : e;
        } catch (SparkgateException e) {
            // What was not made or not stored was not granted: the place goes back, and the caller hears why.
            pools.giveBack(taken.id(), lease.id(), false);
            throw e;
        }
    }

    private void end(Lease lease, EndReason reason, @Nullable Problem problem) {
        Instant now = clock.instant();
        LeaseState state = lease.state();
        if (state instanceof LeaseState.Queued queued) {
            moveToEnd(lease, queued.end(reason, problem, now));
        } else if (state instanceof LeaseState.Preparing preparing) {
            moveToEnd(lease, preparing.end(reason, problem, now));
        } else if (state instanceof LeaseState.Active active) {
            moveToEnd(lease, active.end(reason, problem, now));
        }
    }

    /**
     * An end that cannot be stored is an end all the same: the disk may be full of what this very lease wrote, and only its
     * end frees it. Its teardown is not over before its own last state is stored.
     */
    private void moveToEnd(Lease lease, LeaseState next) {
        Lease over = lease.in(next);
        try {
            store.save(over);
        } catch (SparkgateException notStored) {
            log.atWarn()
                    .addKeyValue("lease", lease.id())
                    .log("end of the lease is not stored yet: {}", notStored.getMessage());
        }
        put(over);
    }

    private Lease move(Lease lease, LeaseState next) {
        return save(lease.in(next));
    }

    private Lease save(Lease lease) {
        store.save(lease);
        put(lease);
        return lease;
    }

    private void put(Lease lease) {
        book.put(lease, clock.millis());
        listener.changed(lease);
    }

    private Lease known(String id) {
        Lease lease = book.find(id);
        if (lease == null) {
            throw new SparkgateException(
                    ErrorCode.LEASE_UNKNOWN, "lease '" + id + "' is not known; list leases with: sparkgate list");
        }
        return lease;
    }
}
