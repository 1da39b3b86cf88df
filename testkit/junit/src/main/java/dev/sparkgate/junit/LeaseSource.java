package dev.sparkgate.junit;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Acquires the leases of a test run, all from one gateway, which is found when the first is asked for. */
final class LeaseSource implements AutoCloseable {
    private static final Logger LOG = System.getLogger(LeaseSource.class.getName());
    private static final long LONGEST_WAIT_NANOS = TimeUnit.MINUTES.toNanos(30);
    private static final long PACE_MILLIS = 100;

    private final Surroundings surroundings;
    private final GatewayClient client;
    private final GatewayFinder finder;
    private final Set<HeldLease> held = ConcurrentHashMap.newKeySet();
    // Runs when a build is stopped or a test calls System.exit: JUnit closes nothing then.
    private final Thread releaseAtExit = new Thread(this::releaseAll, "sparkgate-release-at-exit");

    LeaseSource(Surroundings surroundings) {
        this(surroundings, null);
    }

    /** @param gateway the one to use; null = find it */
    LeaseSource(Surroundings surroundings, @Nullable GatewayAddress gateway) {
        this.surroundings = surroundings;
        this.client = new GatewayClient(surroundings.setting("SPARKGATE_TOKEN"));
        this.finder = new GatewayFinder(surroundings, client, gateway);
        Runtime.getRuntime().addShutdownHook(releaseAtExit);
    }

    /** Returns a granted lease; waits in the gateway's queue if need be. */
    HeldLease acquire(LeaseSettings settings, String forWhom) {
        LeaseRequest request = LeaseRequest.make(settings, forWhom, surroundings);
        GatewayAddress gateway = finder.find(request.environment());
        try {
            return acquire(gateway, request);
        } catch (SparkGatewayException e) {
            if (!e.nothingListens() || !finder.forget(gateway)) {
                throw e;
            }
            LOG.log(Level.INFO, "the gateway at {0} is gone; looking for another one", gateway);
            return acquire(finder.find(request.environment()), request);
        }
    }

    private HeldLease acquire(GatewayAddress gateway, LeaseRequest request) {
        try {
            LeaseAnswer granted = granted(gateway, request);
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

    private LeaseAnswer granted(GatewayAddress gateway, LeaseRequest request) {
        LeaseAnswer answer = client.acquire(gateway, request);
        if (!answer.state().waiting()) {
            return answer;
        }
        LOG.log(Level.INFO, "lease {0} for {1} is not ready yet; waiting for a driver", answer.id(), request.forWhom());
        long start = System.nanoTime();
        while (answer.state().waiting()) {
            if (System.nanoTime() - start > LONGEST_WAIT_NANOS) {
                throw notGranted(request, answer);
            }
            pause();
            answer = client.await(gateway, answer.id());
        }
        // Only the answer to the same key again holds the secret for certain.
        return answer.state() == LeaseAnswer.State.ACTIVE ? client.acquire(gateway, request) : answer;
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
        try {
            Runtime.getRuntime().removeShutdownHook(releaseAtExit);
        } catch (IllegalStateException alreadyGoingDown) {
            // then the hook has run, or does now
        }
    }
}
