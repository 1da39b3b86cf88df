package dev.sparkgate.gateway;

import dev.sparkgate.driver.Driver;
import dev.sparkgate.driver.DriverBackend;
import dev.sparkgate.driver.DriverHandle;
import dev.sparkgate.driver.DriverReports;
import dev.sparkgate.driver.DriverSpec;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.lease.LeaseManager;
import dev.sparkgate.pool.PoolAction;
import dev.sparkgate.pool.PoolPolicy;
import dev.sparkgate.pool.Pools;
import dev.sparkgate.session.Backend;
import dev.sparkgate.session.Backends;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what the pools plan: starts, probes, warms, watches and stops drivers, and reports what became of them. */
final class DriverSupervisor {
    private static final Logger log = LoggerFactory.getLogger(DriverSupervisor.class);
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration STOP_GRACE = Duration.ofSeconds(5);
    private static final Duration STARTS_END_WITHIN = Duration.ofSeconds(15);

    private final Map<String, DriverBackend> clusters;
    private final Pools pools;
    private final Backends backends;
    private final WarmUp warmUp;
    private final ExecutorService executor;
    private final HealthWatch health;
    /** Why drivers are being ended by force; what their process says of its end would tell nobody anything. */
    private final Map<String, String> verdicts = new ConcurrentHashMap<>();

    private final Map<String, DriverHandle> handles = new ConcurrentHashMap<>();
    private final Map<String, Start> starts = new ConcurrentHashMap<>();
    /** Set once the leases are known; drivers start before that. */
    private volatile LeaseManager leases;

    private volatile boolean closing;

    /**
     * Starts nothing yet.
     *
     * @param clusters backends by cluster name; more may come
     * @param executor runs what blocks: a launch, a stop
     */
    @SuppressWarnings("NullAway.Init")
    DriverSupervisor(
            Map<String, DriverBackend> clusters,
            Pools pools,
            Backends backends,
            WarmUp warmUp,
            ExecutorService executor) {
        this.clusters = clusters;
        this.pools = pools;
        this.backends = backends;
        this.warmUp = warmUp;
        this.executor = executor;
        this.health = new HealthWatch(pools.health(), new Outcomes());
    }

    /** What the watch finds is acted on elsewhere than on its thread. */
    private final class Outcomes implements HealthWatch.Listener {
        @Override
        public void recovered(String driverId) {
            executor.execute(DriverSupervisor.this::served);
        }

        @Override
        public void lost(DriverHandle handle) {
            executor.execute(() -> giveUp(handle));
        }
    }

    /** A start that is under way: its thread, and what completes when it has come to its end or cleaned up after itself. */
    private record Start(Thread thread, CompletableFuture<Void> over) {}

    /** Tells whom to tell of drivers that became ready or were lost. */
    void attach(LeaseManager manager) {
        leases = manager;
    }

    /** Takes over what an earlier gateway left running. */
    void adopt() {
        for (DriverBackend backend : clusters.values()) {
            for (DriverHandle handle : backend.adopt()) {
                adopt(handle);
            }
        }
    }

    /** Returns where the data plane tells what it sees of drivers. */
    DriverReports reports() {
        return health;
    }

    /** Plans, and sets to work what the plan says. Quick; may be called from any thread. */
    void turn() {
        LeaseManager manager = leases;
        Map<String, Integer> waiting = manager == null ? Map.of() : manager.waiting();
        for (PoolAction action : pools.plan(waiting)) {
            if (action instanceof PoolAction.Start start) {
                executor.execute(() -> tracked(start));
            } else if (action instanceof PoolAction.Stop stop) {
                executor.execute(() -> stop(stop.driverId()));
            }
        }
    }

    /** Returns the last lines of a driver's output. */
    List<String> log(String driverId, int lines) {
        DriverHandle handle = handles.get(driverId);
        if (handle == null) {
            throw new SparkgateException(
                    ErrorCode.DRIVER_UNKNOWN,
                    "driver '" + driverId + "' is not known; list drivers with: sparkgate drivers");
        }
        return handle.log(lines);
    }

    /** Stops all drivers, those that are just starting included, and waits for that. */
    void close() {
        closing = true;
        health.close();
        pools.close();
        List<Start> underWay = List.copyOf(starts.values());
        underWay.forEach(start -> start.thread().interrupt());
        stopAll();
        CompletableFuture.allOf(underWay.stream().map(Start::over).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, STARTS_END_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        stopAll();
    }

    private void stopAll() {
        List<CompletableFuture<Void>> stops = new ArrayList<>();
        for (String driverId : handles.keySet()) {
            stops.add(CompletableFuture.runAsync(() -> stop(driverId), executor));
        }
        stops.forEach(CompletableFuture::join);
    }

    private void tracked(PoolAction.Start start) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        starts.put(start.driverId(), new Start(Thread.currentThread(), over));
        try {
            if (!closing) {
                start(start);
            }
        } finally {
            starts.remove(start.driverId());
            over.complete(null);
        }
    }

    private void adopt(DriverHandle handle) {
        Driver driver = handle.driver();
        try {
            pools.adopt(driver);
        } catch (SparkgateException e) {
            log.atWarn().addKeyValue("driver", driver.id()).log("driver is not wanted any more: {}", e.getMessage());
            executor.execute(() -> handle.stop(STOP_GRACE));
            return;
        }
        log.atInfo()
                .addKeyValue("driver", driver.id())
                .addKeyValue("pid", driver.pid())
                .log("driver adopted");
        backends.open(driver, handle.token());
        watch(handle);
        probe(handle);
    }

    private void start(PoolAction.Start start) {
        DriverSpec spec = new DriverSpec(
                start.driverId(),
                start.pool().name(),
                start.pool().cluster(),
                start.generation(),
                start.pool().profile());
        DriverHandle handle = null;
        try {
            DriverBackend backend = Objects.requireNonNull(clusters.get(spec.cluster()), spec.cluster());
            handle = backend.launch(spec);
            pools.listening(handle.driver());
            watch(handle);
            Backend way = backends.open(handle.driver(), handle.token());
            way.client().probe(PROBE_TIMEOUT).join();
            warmUp.first(way.client()).join();
            pools.ready(spec.id());
            probe(handle);
            log.atInfo()
                    .addKeyValue("driver", spec.id())
                    .addKeyValue("spark", handle.driver().spark())
                    .addKeyValue("address", handle.driver().address())
                    .log("driver ready");
            served();
            warmThoroughly(way);
        } catch (SparkgateException e) {
            failed(spec, handle, e);
        } catch (CompletionException e) {
            failed(
                    spec,
                    handle,
                    new SparkgateException(
                            ErrorCode.DRIVER_START_FAILED,
                            "driver " + spec.id() + " listens but does not answer: " + e.getCause()
                                    + "; see its log with: sparkgate logs " + spec.id(),
                            e));
        } catch (InterruptedException e) {
            pools.gone(spec.id());
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // Whatever it was: a start that is not reported would count as under way for ever.
            log.atError().addKeyValue("driver", spec.id()).setCause(e).log("driver start failed in the gateway");
            failed(
                    spec,
                    handle,
                    new SparkgateException(
                            ErrorCode.INTERNAL, "driver " + spec.id() + " could not be started: " + e, e));
        }
        if (closing && handle != null) {
            stop(spec.id());
        }
    }

    private void warmThoroughly(Backend way) {
        boolean idle = pools.views().stream()
                .anyMatch(view -> view.id().equals(way.driver().id()) && view.leases() == 0);
        if (!idle) {
            return;
        }
        warmUp.thorough(way.client(), way.driver().id()).whenComplete((done, failure) -> {
            if (failure != null) {
                log.atDebug()
                        .addKeyValue("driver", way.driver().id())
                        .setCause(failure)
                        .log("warm-up cut short");
            }
        });
    }

    private void failed(DriverSpec spec, @org.jspecify.annotations.Nullable DriverHandle handle, SparkgateException e) {
        log.atWarn().addKeyValue("driver", spec.id()).log("driver did not start: {}", e.getMessage());
        pools.startFailed(spec.id(), e);
        if (handle != null) {
            stop(spec.id());
        }
        LeaseManager manager = leases;
        if (manager != null) {
            manager.failHopeless();
        }
    }

    private void served() {
        LeaseManager manager = leases;
        if (manager != null) {
            manager.serveQueue();
        }
    }

    private void watch(DriverHandle handle) {
        String id = handle.driver().id();
        handles.put(id, handle);
        handle.exit().thenAcceptAsync(how -> exited(id, how), executor);
    }

    private void probe(DriverHandle handle) {
        PoolPolicy policy = pools.policy(handle.driver().pool());
        health.watch(handle, policy.health());
    }

    /** Ends a driver that does not answer: by force, as it would not hear a polite word either. */
    private void giveUp(DriverHandle handle) {
        if (closing) {
            return;
        }
        String id = handle.driver().id();
        verdicts.put(id, "it did not answer any more");
        handle.stop(Duration.ZERO);
    }

    private void exited(String driverId, String outcome) {
        String verdict = verdicts.remove(driverId);
        String how = verdict == null ? outcome : verdict + " (" + outcome + ")";
        health.forget(driverId);
        DriverHandle handle = handles.remove(driverId);
        if (handle != null) {
            handle.stop(Duration.ZERO); // it is gone; what it left on disk is not
        }
        backends.close(driverId);
        Set<String> orphans = pools.gone(driverId);
        if (closing) {
            return;
        }
        log.atInfo()
                .addKeyValue("driver", driverId)
                .addKeyValue("leases", orphans.size())
                .log("driver ended: {}", how);
        LeaseManager manager = leases;
        if (manager != null) {
            manager.driverGone(orphans, "driver " + driverId + " ended: " + how + "; acquire a new lease");
        }
        turn();
    }

    private void stop(String driverId) {
        DriverHandle handle = handles.get(driverId);
        if (handle != null) {
            handle.stop(STOP_GRACE);
        }
    }
}
