package dev.sparkgate.lease;

import dev.sparkgate.auth.Secrets;
import dev.sparkgate.driver.Address;
import dev.sparkgate.driver.Driver;
import dev.sparkgate.driver.Profile;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.namespace.CatalogSpec;
import dev.sparkgate.namespace.NamespacePolicy;
import dev.sparkgate.pool.PoolAction;
import dev.sparkgate.pool.PoolPolicy;
import dev.sparkgate.pool.Pools;
import dev.sparkgate.route.Environment;
import dev.sparkgate.route.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A manager with one environment and one pool, a hand-driven clock and drivers that exist on paper. */
final class LeaseHouse {
    final HandClock clock = new HandClock();
    final FakeLeaseStore store;
    final List<Lease> changes = new ArrayList<>();
    final Pools pools;
    final LeaseManager leases;
    private static final Secrets SECRETS = secrets();
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    NamespaceMaker namespaceMaker = namespace -> CompletableFuture.completedFuture(null);
    LeaseJournal journal;

    LeaseHouse(int maxDrivers, int leasesPerDriver, int leasesPerTeam, int maxQueue) {
        this(maxDrivers, leasesPerDriver, leasesPerTeam, maxQueue, new FakeLeaseStore());
    }

    LeaseHouse(int maxDrivers, int leasesPerDriver, int leasesPerTeam, int maxQueue, FakeLeaseStore store) {
        this.store = store;
        this.journal = store.journal();
        PoolPolicy pool = new PoolPolicy(
                "default",
                "laptop",
                new Profile("4.1", "1g", Map.of(), List.of(), true),
                1,
                maxDrivers,
                leasesPerDriver,
                new PoolPolicy.Recycle(null, null, null));
        Environment environment = new Environment(
                "test",
                List.of(new Environment.PoolShare("default", 1)),
                new NamespacePolicy(
                        "sjns-{team}-test-{lease}",
                        NamespacePolicy.Lifetime.LEASE,
                        Map.of("pedregal", new CatalogSpec("pedregal-test", CatalogSpec.Type.ISOLATED, Map.of()))),
                List.of(),
                new Environment.Limits(
                        Duration.ofHours(1),
                        Duration.ofHours(4),
                        Duration.ofMinutes(15),
                        Duration.ofMinutes(5),
                        maxQueue),
                new Environment.Access(List.of("*"), leasesPerTeam));
        pools = new Pools(Map.of("default", pool), clock, () -> "%06d-nonce".formatted(NUMBERS.incrementAndGet()));
        leases = new LeaseManager(
                new Router(Map.of("test", environment), Map.of("default", pool), "test"),
                pools,
                store,
                change -> journal.write(change),
                SECRETS,
                namespace -> namespaceMaker.make(namespace),
                changes::add,
                clock,
                () -> "lease" + NUMBERS.incrementAndGet());
    }

    /** Carries out what the pools plan; started drivers are ready at once. */
    List<Driver> startDrivers() {
        List<Driver> started = new ArrayList<>();
        for (PoolAction action : pools.plan(leases.waiting())) {
            if (action instanceof PoolAction.Start start) {
                Driver driver = driver(start);
                pools.listening(driver);
                pools.ready(driver.id());
                started.add(driver);
            } else if (action instanceof PoolAction.Stop stop) {
                leases.driverGone(pools.gone(stop.driverId()), "stopped");
            }
        }
        leases.serveQueue();
        return started;
    }

    /** Takes down what is ending, as the gateway would. */
    void tearDown() {
        leases.list(lease -> lease.state() instanceof LeaseState.Ending).forEach(lease -> leases.tornDown(lease.id()));
    }

    Lease state(String id) {
        return leases.find(id).orElseThrow();
    }

    static Driver driver(PoolAction.Start start) {
        return new Driver(
                start.driverId(),
                "default",
                "laptop",
                new Address("127.0.0.1", 1),
                start.generation(),
                "4.1.2",
                null,
                java.time.Instant.EPOCH);
    }

    static LeaseOrder order(String team, String key) {
        return new LeaseOrder(null, team, "anna", null, null, null, Map.of(), key, Map.of(), null, null, false);
    }

    static LeaseOrder order(String team) {
        return order(team, null);
    }

    private static Secrets secrets() {
        try {
            Path folder = Files.createTempDirectory("sparkgate-key");
            Secrets secrets = Secrets.load(folder.resolve("key"));
            Files.delete(folder.resolve("key"));
            Files.delete(folder);
            return secrets;
        } catch (IOException | SparkgateException e) {
            throw new IllegalStateException(e);
        }
    }
}
