package dev.sparkgate.gateway;

import dev.sparkgate.auth.Secrets;
import dev.sparkgate.connect.EventLoops;
import dev.sparkgate.driver.Address;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.gateway.config.GatewayConfig;
import dev.sparkgate.gateway.observe.Observation;
import dev.sparkgate.gateway.trace.Traces;
import dev.sparkgate.http.HttpServer;
import dev.sparkgate.lease.ConnectionHolds;
import dev.sparkgate.lease.EndReason;
import dev.sparkgate.lease.ForkEnds;
import dev.sparkgate.lease.Lease;
import dev.sparkgate.lease.LeaseManager;
import dev.sparkgate.lease.LeaseState;
import dev.sparkgate.lease.LeaseWaits;
import dev.sparkgate.namespace.Namespace;
import dev.sparkgate.namespace.Namespaces;
import dev.sparkgate.pool.Pools;
import dev.sparkgate.pool.Slots;
import dev.sparkgate.proxy.ProxyServer;
import dev.sparkgate.proxy.Rehearsal;
import dev.sparkgate.route.Router;
import dev.sparkgate.session.Backends;
import dev.sparkgate.session.Sessions;
import dev.sparkgate.store.Database;
import dev.sparkgate.store.GroupCommit;
import dev.sparkgate.store.JdbcLeaseStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires a gateway together, and takes it apart in the reverse order. */
final class GatewayParts implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GatewayParts.class);
    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration TEARDOWN_WAIT = Duration.ofSeconds(10);
    /** A connection that breaks is back by then. */
    private static final Duration HOLD_GRACE = Duration.ofSeconds(10);
    /** Whoever ends its job has no use for what the job asked. */
    private static final Duration SHORT_DRAIN = Duration.ofSeconds(2);
    /** Of each kind; a lease takes as long to be granted as a folder is renamed while there are some. */
    private static final int READY_SLOTS = 16;

    private static final int MESSAGE_SLACK = 1 << 20;
    /** A loop moves some gigabytes a second: more than a few only cost memory. */
    private static final int MOST_LOOPS = 8;
    /** Loads all classes of the data plane. */
    private static final int SHORT_REHEARSAL = 40;
    /** Has them compiled, too: a gateway that serves many is worth a second. */
    private static final int LONG_REHEARSAL = 2_000;

    /** A gateway that ends with its job does not keep it waiting. */
    private static final long REHEARSAL_SECONDS = 10;

    private final Deque<Step> opened = new ArrayDeque<>();
    private final Lifetime lifetime;
    private final ProxyServer proxy;
    private final HttpServer http;
    private final Reload reload;
    private volatile boolean closed;

    /** How to undo one thing that was opened. */
    private interface Step {
        void undo() throws InterruptedException;
    }

    static GatewayParts start(GatewayConfig config, GatewayOptions options) {
        return new GatewayParts(config, options);
    }

    private GatewayParts(GatewayConfig config, GatewayOptions options) {
        Clock clock = Clock.systemUTC();
        lifetime = new Lifetime(clock, options.ttl(), options.idle());
        try {
            Ports.checkFree(config.grpc().address(), "gRPC", "--grpc-port", "gateway.grpc.port");
            Ports.checkFree(config.http().address(), "HTTP", "--http-port", "gateway.http.port");
            Path state = StateFolder.prepare(options.stateFolder());
            opened.push(options.ephemeral() ? () -> StateFolder.delete(state) : () -> StateFolder.tidy(state));
            Secrets secrets = Secrets.load(state.resolve("key"));
            ExecutorService blocking = Executors.newCachedThreadPool(Threads.named("driver"));
            opened.push(blocking::shutdownNow);
            ScheduledExecutorService workers = Executors.newScheduledThreadPool(8, Threads.named("worker"));
            opened.push(workers::shutdownNow);
            // Apart from the workers: taking a lease down waits for its driver, and a driver that hangs must not hold
            // up the rest.
            ScheduledExecutorService teardowns = Executors.newScheduledThreadPool(4, Threads.named("teardown"));
            opened.push(teardowns::shutdownNow);
            int maxMessage = (int) Math.min(Integer.MAX_VALUE, config.grpc().maxMessageBytes() + MESSAGE_SLACK);
            int loopCount =
                    Math.max(1, Math.min(MOST_LOOPS, Runtime.getRuntime().availableProcessors() / 2));
            EventLoops loops = EventLoops.open(loopCount, Threads.named("grpc-accept"), Threads.named("grpc"));
            opened.push(loops::close);
            CompletableFuture<Void> rehearsal =
                    Rehearsal.play(loops, options.ephemeral() ? SHORT_REHEARSAL : LONG_REHEARSAL);
            Backends backends = new Backends(loops, maxMessage);
            opened.push(backends::close);

            Namespaces namespaces = new Namespaces(state.resolve("namespaces"));
            WarmUp warmUp = new WarmUp(namespaces);
            Pools pools = new Pools(config.pools(), Clusters.memoryCap(config), clock, Nonce::fresh);
            Clusters clusters = new Clusters(options, state, warmUp);
            opened.push(clusters::close);
            clusters.open(Map.of(), config.clusters());
            DriverSupervisor supervisor = new DriverSupervisor(clusters.backends(), pools, backends, warmUp, blocking);
            opened.push(supervisor::close);
            supervisor.adopt();
            // The first drivers start here, beside everything below: they take longest.
            supervisor.turn();

            Database database = Database.open(
                    StateDatabase.of(config.state(), state, System::getenv),
                    Threads.named("database-hold"),
                    lifetime::end);
            opened.push(database::close);
            JdbcLeaseStore store = new JdbcLeaseStore(database);
            Router router = new Router(
                    config.environments(),
                    config.pools(),
                    config.defaultEnvironment(),
                    config.regions(),
                    pools::runningSpark);
            LeaseEvents events = new LeaseEvents();
            LeaseWaits waits = new LeaseWaits(workers);
            TemplateMetrics templateMetrics = new TemplateMetrics();
            TemplateParts templates = new TemplateParts(
                    config,
                    state.resolve("namespaces"),
                    namespaces,
                    router,
                    pools,
                    backends,
                    clock,
                    workers,
                    templateMetrics);
            // Few, and of their own: who waits for a lease must not wait for sessions that are prepared.
            ExecutorService grants = Executors.newFixedThreadPool(4, Threads.named("lease"));
            opened.push(grants::shutdownNow);
            GroupCommit journal = new GroupCommit(store, Threads.named("journal"), grants);
            opened.push(journal::close);
            namespaces.dropUnused();
            Slots<Namespace> slots = new Slots<>(READY_SLOTS, clock, Nonce::leaseId);
            SlotKeeper keeper = new SlotKeeper(slots, templates.fixtures(), namespaces, workers);
            opened.push(keeper::close);
            keeper.pin(router.environments());
            LeaseManager leases =
                    new LeaseManager(router, pools, store, journal, secrets, keeper, events, clock, Nonce::leaseId);
            Sessions sessions = new Sessions(router, leases, waits, store, namespaces, backends, workers);
            LeaseTeardown teardown = new LeaseTeardown(leases, store, backends, namespaces, teardowns);
            Metrics metrics = new Metrics(leases, pools, teardown::failures);
            Runnable meters = LeaseMeters.bind(metrics.registry(), leases, pools, slots, teardown);
            opened.push(metrics::close);
            templateMetrics.register(metrics.registry());
            events.add(lease -> {
                if (lease.state().over()) {
                    sessions.close(lease);
                }
            });
            events.add(waits);
            events.add(teardown);
            events.add(metrics);
            events.add(new ForkEnds(leases, workers));
            events.add(lease -> {
                if (lease.state() instanceof LeaseState.Queued) {
                    workers.execute(supervisor::turn);
                }
            });
            events.add(keeper);
            leases.restore();
            ConnectionHolds holds = new ConnectionHolds(leases, store, HOLD_GRACE, System::nanoTime);
            keeper.refill();
            workers.execute(namespaces::sweep);
            supervisor.attach(leases);
            leases.serveQueue();
            opened.push(() -> endLeases(leases, waits));

            Observation observation = Observation.start(
                    config.observability().accessLog(),
                    metrics,
                    leases::find,
                    leaseId -> secretsOf(leaseId, leases, secrets, backends),
                    workers);
            opened.push(observation::close);
            metrics.callsUnlogged(observation::unlogged);
            Traces traces = Traces.open(config.observability().otlp(), System::getenv);
            opened.push(traces::close);
            proxy = ProxyServer.start(
                    config.grpc().address(),
                    maxMessage,
                    config.aliases(),
                    loops,
                    sessions,
                    backends,
                    supervisor.reports(),
                    observation,
                    traces.tracing());
            opened.push(proxy::close);
            metrics.callsInFlight(proxy::openCalls);
            reload = new Reload(config, options.source(), (before, next) -> {
                clusters.open(before.clusters(), next.clusters());
                pools.configure(next.pools());
                router.replace(next.environments(), next.pools(), next.defaultEnvironment(), next.regions());
                keeper.pin(router.environments());
                leases.reconfigured();
                keeper.refill();
                supervisor.turn();
            });
            http = HttpServer.start(
                    config.http().address(),
                    new HttpServer.Parts(
                            proxy.address(),
                            Version.get(),
                            router,
                            pools,
                            leases,
                            waits,
                            secrets,
                            metrics.registry(),
                            observation::report,
                            supervisor::log,
                            reload::reload,
                            templates.fixtures(),
                            holds,
                            lifetime::used));
            opened.push(http::close);
            // While calls may go on, the HTTP side says that the gateway stops.
            long drain = drain(config.grpc(), options).toMillis();
            opened.push(() -> proxy.drain(drain));
            opened.push(leases::closeEntrance);
            if (!options.ephemeral()) {
                rehearsal
                        .completeOnTimeout(null, REHEARSAL_SECONDS, TimeUnit.SECONDS)
                        .join();
            }
            workers.execute(() -> SelfCall.make(proxy.address()));
            workers.scheduleWithFixedDelay(
                    () -> tick(leases, supervisor, keeper), TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
            workers.scheduleWithFixedDelay(() -> guarded("meter", meters), 1, 1, TimeUnit.SECONDS);
            workers.scheduleWithFixedDelay(() -> guarded("hold", http::beat), 1, 1, TimeUnit.SECONDS);
            workers.scheduleWithFixedDelay(() -> guarded("let go", holds::reap), 1, 1, TimeUnit.SECONDS);
            workers.scheduleWithFixedDelay(() -> guarded("forget", leases::forget), 10, 10, TimeUnit.MINUTES);
            workers.scheduleWithFixedDelay(
                    () -> guarded("collect", templates.templates()::collect), 1, 1, TimeUnit.MINUTES);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        log.atInfo()
                .addKeyValue("grpc", grpcAddress())
                .addKeyValue("http", httpAddress())
                .log("gateway ready");
    }

    Address grpcAddress() {
        return proxy.address();
    }

    Address httpAddress() {
        return http.address();
    }

    Reload reload() {
        return reload;
    }

    Lifetime lifetime() {
        return lifetime;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        lifetime.end();
        while (!opened.isEmpty()) {
            undo(opened.pop());
        }
    }

    private void tick(LeaseManager leases, DriverSupervisor supervisor, SlotKeeper keeper) {
        if (closed) {
            return;
        }
        guarded("reap", () -> leases.reap(Holders::lives));
        guarded("plan", supervisor::turn);
        guarded("refill", keeper::refill);
        lifetime.check(leases.inUse());
    }

    private static Duration drain(GatewayConfig.Grpc grpc, GatewayOptions options) {
        Duration said = grpc.drain();
        if (said != null) {
            return said;
        }
        return options.ephemeral() ? SHORT_DRAIN : GatewayConfig.Grpc.DRAIN;
    }

    /** A scheduled task that throws is never run again: whatever fails here is told and tried again. */
    private static void guarded(String what, Runnable work) {
        try {
            work.run();
        } catch (SparkgateException e) {
            log.atWarn().addKeyValue("task", what).log(e.getMessage());
        } catch (RuntimeException e) {
            log.atError().addKeyValue("task", what).setCause(e).log("task failed");
        }
    }

    /** Names what no report may show, though a client might say it: the lease's secret, and its driver's token. */
    private static List<String> secretsOf(String leaseId, LeaseManager leases, Secrets secrets, Backends backends) {
        List<String> found = new ArrayList<>(List.of(secrets.leaseSecret(leaseId)));
        leases.find(leaseId)
                .map(lease -> lease.state().place())
                .flatMap(place -> backends.find(place.driverId(), place.generation()))
                .ifPresent(backend -> found.add(backend.token()));
        return found;
    }

    private static void endLeases(LeaseManager leases, LeaseWaits waits) throws InterruptedException {
        leases.drain(EndReason.REVOKED);
        long until = System.nanoTime() + TEARDOWN_WAIT.toNanos();
        for (Lease lease : leases.list(lease -> !(lease.state() instanceof LeaseState.Ended))) {
            CompletableFuture<Lease> next = waits.next(lease.id());
            boolean ended = leases.find(lease.id())
                    .map(now -> now.state() instanceof LeaseState.Ended)
                    .orElse(true);
            try {
                if (!ended) {
                    next.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
                }
            } catch (TimeoutException | ExecutionException e) {
                log.atWarn().addKeyValue("lease", lease.id()).log("lease was not taken down in time");
            }
        }
    }

    private static void undo(Step step) {
        try {
            step.undo();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("could not close everything");
        }
    }
}
