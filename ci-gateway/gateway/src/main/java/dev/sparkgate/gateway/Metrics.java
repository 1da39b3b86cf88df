package dev.sparkgate.gateway;

import dev.sparkgate.lease.EndReason;
import dev.sparkgate.lease.Lease;
import dev.sparkgate.lease.LeaseListener;
import dev.sparkgate.lease.LeaseManager;
import dev.sparkgate.lease.LeaseState;
import dev.sparkgate.pool.HealthBook;
import dev.sparkgate.pool.Pools;
import dev.sparkgate.proxy.CallObserver;
import dev.sparkgate.proxy.CallRecord;
import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** Counts for Prometheus. */
final class Metrics implements LeaseListener, CallObserver, AutoCloseable {
    private static final Duration[] GRANT_BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(15),
        Duration.ofMillis(50),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private final Timer connected = connects(registry, "connected");
    private final Timer notConnected = connects(registry, "failed");

    private final Map<CallKind, CallMeters> calls = new ConcurrentHashMap<>();

    /** Calls that are counted together. */
    private record CallKind(String method, String environment, Status.Code status) {}

    Metrics(LeaseManager leases, Pools pools, LongSupplier teardownFailures) {
        for (String state : List.of("QUEUED", "PREPARING", "ACTIVE", "ENDING")) {
            Gauge.builder(
                            "sparkgate.leases",
                            leases,
                            manager -> manager.list(
                                            lease -> lease.state().word().equals(state))
                                    .size())
                    .tag("state", state)
                    .description("Leases by state")
                    .register(registry);
        }
        for (String state : List.of("STARTING", "WARMING", "READY", "DRAINING")) {
            Gauge.builder(
                            "sparkgate.drivers",
                            pools,
                            all -> all.views().stream()
                                    .filter(view -> view.state().word().equals(state))
                                    .count())
                    .tag("state", state)
                    .description("Drivers by state")
                    .register(registry);
        }
        for (String health : List.of("healthy", "unhealthy", "circuit-open")) {
            Gauge.builder(
                            "sparkgate.drivers.health",
                            pools,
                            all -> all.views().stream()
                                    .filter(view -> view.health() != null
                                            && view.health().word().equals(health))
                                    .count())
                    .tag("health", health)
                    .description("Serving drivers by health")
                    .register(registry);
        }
        FunctionCounter.builder("sparkgate.probes.failed", pools.health(), HealthBook::failedProbes)
                .description("Probes of drivers that were not answered in time, or with an error")
                .register(registry);
        FunctionCounter.builder("sparkgate.circuits.opened", pools.health(), HealthBook::openedCircuits)
                .description("Times that a broken call kept new leases from a driver until it was probed")
                .register(registry);
        FunctionCounter.builder("sparkgate.teardown.failures", teardownFailures, LongSupplier::getAsLong)
                .description("Steps of taking a lease down that failed and were tried again")
                .register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
    }

    /** Shows how many calls are in flight. */
    void callsInFlight(IntSupplier open) {
        Gauge.builder("sparkgate.calls.active", open, IntSupplier::getAsInt)
                .description("Calls in flight")
                .strongReference(true)
                .register(registry);
    }

    /** Shows how many calls are in no log because too many came at once. */
    void callsUnlogged(LongSupplier unlogged) {
        FunctionCounter.builder("sparkgate.calls.unlogged", unlogged, LongSupplier::getAsLong)
                .description("Calls that are in no report or access log because too many ended at once")
                .register(registry);
    }

    PrometheusMeterRegistry registry() {
        return registry;
    }

    @Override
    public void changed(Lease lease) {
        if (lease.state() instanceof LeaseState.Active active) {
            Timer.builder("sparkgate.lease.wait")
                    .description("From the order to the grant")
                    .tag("environment", lease.environment())
                    .serviceLevelObjectives(GRANT_BUCKETS)
                    .register(registry)
                    .record(Duration.between(lease.createdAt(), active.grantedAt()));
        }
        if (lease.state() instanceof LeaseState.Ended ended) {
            count(lease.environment(), ended.reason());
        }
    }

    @Override
    public void finished(CallRecord call) {
        calls.computeIfAbsent(new CallKind(call.method(), call.environment(), call.status()), this::meters)
                .note(call);
    }

    @Override
    public void connected(long nanos, boolean stands) {
        (stands ? connected : notConnected).record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        registry.close();
    }

    private CallMeters meters(CallKind kind) {
        return new CallMeters(registry, kind.method(), kind.environment(), kind.status());
    }

    private static Timer connects(PrometheusMeterRegistry registry, String outcome) {
        return Timer.builder("sparkgate.driver.connect")
                .description("From asking for a connection to a driver until it stands or fails")
                .tag("outcome", outcome)
                .register(registry);
    }

    private void count(String environment, EndReason reason) {
        Counter.builder("sparkgate.leases.ended")
                .description("Leases that ended, by reason")
                .tag("environment", environment)
                .tag("reason", reason.name())
                .register(registry)
                .increment();
    }
}
