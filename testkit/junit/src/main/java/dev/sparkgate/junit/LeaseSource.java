package dev.sparkgate.junit;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Acquires the leases of a test run, all from one gateway, which is found when the first is asked for. */
final class LeaseSource implements AutoCloseable {
    private static final Logger LOG = System.getLogger(LeaseSource.class.getName());
    private static final long LONGEST_WAIT_NANOS = TimeUnit.MINUTES.toNanos(30);
    private static final long PACE_MILLIS = 100;

    private final Surroundings surroundings;
    private final GatewayClient client;
    private final GatewayFinder finder;
    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final Strategy strategy;
    private final Set<HeldLease> held = ConcurrentHashMap.newKeySet();
    // Runs when a build is stopped or a test calls System.exit: JUnit closes nothing then.
    private final Thread releaseAtExit = new Thread(this::releaseAll, "sparkgate-release-at-exit");

    LeaseSource(Surroundings surroundings) {
        this(surroundings, null);
    }

    /** @param gateway the one to use; null = find it */
    LeaseSource(Surroundings surroundings, @Nullable GatewayAddress gateway) {
        this.surroundings = surroundings;
        this.strategy = new Strategy();
        this.client = new GatewayClient(surroundings.setting("SPARKGATE_TOKEN"));
        this.finder = new GatewayFinder(surroundings, client, gateway, strategy);
        Runtime.getRuntime().addShutdownHook(releaseAtExit);
    }

    /** Returns a granted lease; waits in the gateway's queue if need be. */
    HeldLease acquire(LeaseSettings settings, String forWhom) {
        return acquire(settings, List.of(), forWhom);
    }

    /** Returns a granted lease whose namespace starts with fixtures, which travel to the gateway if it has them not. */
    HeldLease acquire(LeaseSettings settings, List<FixtureBundle> fixtures, String forWhom) {
        LeaseRequest request = LeaseRequest.make(settings, fixtures, forWhom, surroundings);
        long start = System.nanoTime();
        GatewayAddress gateway = finder.find(request.environment());
        try {
            return acquire(gateway, request, start);
        } catch (SparkGatewayException e) {
            if (!e.nothingListens() || !finder.forget(gateway)) {
                throw e;
            }
            LOG.log(Level.INFO, "the gateway at {0} is gone; looking for another one", gateway);
            return acquire(finder.find(request.environment()), request, start);
        }
    }

    private HeldLease acquire(GatewayAddress gateway, LeaseRequest request, long start) {
        for (FixtureBundle fixture : request.fixtures()) {
            String id = fixture.id();
            // Asked once in a run: a gateway keeps fixtures for days.
            if (!sent.contains(gateway + id) && !client.hasFixture(gateway, id)) {
                client.putFixture(gateway, id, fixture.name(), fixture.zip());
            }
            sent.add(gateway + id);
        }
        HeldLease lease =
                acquire(gateway, request, () -> client.acquire(gateway, request.body(gateway.ownMachine()), request));
        strategy.leased(
                request.forWhom(), System.nanoTime() - start, request.fixtures().size());
        return lease;
    }

    /** Returns a fork of a lease, with all that has been written under it until now. */
    HeldLease fork(HeldLease origin, LeaseSettings settings, String forWhom) {
        LeaseRequest request = LeaseRequest.make(settings, List.of(), forWhom, surroundings);
        GatewayAddress gateway = origin.gateway();
        long start = System.nanoTime();
        HeldLease fork = acquire(
                gateway, request, () -> client.fork(gateway, origin.id(), request.forkBody(gateway.ownMachine())));
        strategy.forked(forWhom, System.nanoTime() - start);
        return fork;
    }

    private HeldLease acquire(GatewayAddress gateway, LeaseRequest request, Supplier<LeaseAnswer> ask) {
        try {
            LeaseAnswer granted = granted(gateway, request, ask);
            String remote = granted.remote();
            if (granted.state() != LeaseAnswer.State.ACTIVE) {
                throw notGranted(request, granted);
            }
            if (remote == null || granted.secret() == null) {
                // Without the secret a session would end up in another namespace, unnoticed.
                throw new SparkGatewayException(
                        "INTERNAL",
                        "lease " + granted.id()
                                + " came without its secret (expected: remote and secret of a lease that"
                                + " we asked for); is " + gateway + " of another version?");
            }
            HeldLease lease = new HeldLease(client, gateway, granted, remote, held::remove);
            held.add(lease);
            LOG.log(Level.DEBUG, "leased {0} for {1}", lease, request.forWhom());
            return lease;
        } catch (SparkGatewayException e) {
            if (!e.nothingListens()) {
                releaseByKey(gateway, request.key(), e);
            }
            throw e;
        }
    }

    private LeaseAnswer granted(GatewayAddress gateway, LeaseRequest request, Supplier<LeaseAnswer> ask) {
        LeaseAnswer answer = ask.get();
        if (!answer.state().waiting()) {
            return answer;
        }
        LOG.log(Level.INFO, "lease {0} for {1} is not ready yet; waiting for a driver", answer.id(), request.forWhom());
        strategy.waited(request.forWhom());
        long start = System.nanoTime();
        while (answer.state().waiting()) {
            if (System.nanoTime() - start > LONGEST_WAIT_NANOS) {
                throw notGranted(request, answer);
            }
            pause();
            answer = client.await(gateway, answer.id());
        }
        // Only the answer to the same key again holds the secret for certain.
        return answer.state() == LeaseAnswer.State.ACTIVE ? ask.get() : answer;
    }

    /** Says whether what fails is kept: for all tests, or for those that ask for it. */
    boolean keeps(LeaseSettings settings) {
        boolean all = "on_failure".equalsIgnoreCase(surroundings.setting("SPARKGATE_KEEP", ""));
        return settings.keep() == Keep.ON_FAILURE || (all && settings.isolation() != Isolation.SERVER);
    }

    /** Says whether what is left running fails its scope. */
    boolean isStrict(LeaseSettings settings) {
        return settings.strict() || surroundings.flag("SPARKGATE_STRICT");
    }

    /** Returns what happened so far. */
    Strategy strategy() {
        return strategy;
    }

    /** Returns a reader of what the gateway knows of a lease. */
    FailureNotes notes(HeldLease lease) {
        return new FailureNotes(client, lease);
    }

    private static SparkGatewayException notGranted(LeaseRequest request, LeaseAnswer answer) {
        String problem = answer.problem();
        String reason = answer.reason();
        String why = problem != null ? ": " + problem : reason != null ? ": " + reason : "";
        return new SparkGatewayException(
                problem != null ? problem.substring(0, problem.indexOf(':')) : "LEASE_ENDED",
                "lease " + answer.id() + " in environment '" + request.environment() + "' was not granted, it is "
                        + answer.state() + why + " (expected: ACTIVE); see `sparkgate logs " + answer.id() + "`");
    }

    /** The answer may have been lost on its way, so the gateway may hold a lease that nobody here knows of. */
    private void releaseByKey(GatewayAddress gateway, String key, SparkGatewayException cause) {
        // An interrupted thread can't send; the flag comes back when this is done.
        boolean interrupted = Thread.interrupted();
        try {
            client.releaseByKey(gateway, key);
        } catch (SparkGatewayException e) {
            cause.addSuppressed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Keeps a gateway that answers at once from being asked without end. */
    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SparkGatewayException("INTERRUPTED", "the wait for a lease was interrupted", e);
        }
    }

    private void releaseAll() {
        held.forEach(HeldLease::close);
    }

    @Override
    public void close() {
        releaseAll();
        new StrategyReport(surroundings).write(strategy);
        try {
            Runtime.getRuntime().removeShutdownHook(releaseAtExit);
        } catch (IllegalStateException alreadyGoingDown) {
            // then the hook has run, or does now
        }
    }
}
