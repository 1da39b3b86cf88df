package dev.sparkgate.gateway.observe;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.gateway.config.GatewayConfig;
import dev.sparkgate.lease.Lease;
import dev.sparkgate.proxy.CallObserver;
import dev.sparkgate.proxy.CallRecord;
import dev.sparkgate.report.LeaseReport;
import dev.sparkgate.report.QueryLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Hears of every finished call: counts it at once, and has it written into the query log and the access log later. */
public final class Observation implements CallObserver, AutoCloseable {
    private static final long WRITE_MILLIS = 500;
    private static final long FORGET_SECONDS = 60;

    private final CallObserver metrics;
    private final QueryLog queries;
    private final CallLog log;
    private final @Nullable AccessLog accessLog;

    private Observation(CallObserver metrics, QueryLog queries, CallLog log, @Nullable AccessLog accessLog) {
        this.metrics = requireNonNull(metrics, "metrics");
        this.queries = requireNonNull(queries, "queries");
        this.log = requireNonNull(log, "log");
        this.accessLog = accessLog;
    }

    /**
     * Starts to listen.
     *
     * @param metrics hears of every call first
     * @param leases finds a lease that is remembered
     * @param secrets gives what must not show in the report of a lease
     * @param workers where logs are written
     */
    public static Observation start(
            GatewayConfig.AccessLog config,
            CallObserver metrics,
            Function<String, Optional<Lease>> leases,
            Function<String, Collection<String>> secrets,
            ScheduledExecutorService workers) {
        QueryLog queries = new QueryLog(call -> secrets.apply(call.leaseId()));
        List<CallSink> sinks = new ArrayList<>(List.of(new QuerySink(queries)));
        AccessLog accessLog = accessLog(config, leases);
        if (accessLog != null) {
            sinks.add(accessLog);
        }
        CallLog log = new CallLog(workers, sinks);
        Observation observation = new Observation(metrics, queries, log, accessLog);
        workers.scheduleWithFixedDelay(log::write, WRITE_MILLIS, WRITE_MILLIS, TimeUnit.MILLISECONDS);
        workers.scheduleWithFixedDelay(
                () -> queries.keep(id -> leases.apply(id).isPresent()),
                FORGET_SECONDS,
                FORGET_SECONDS,
                TimeUnit.SECONDS);
        return observation;
    }

    @Override
    public void finished(CallRecord call) {
        metrics.finished(call);
        log.add(call);
    }

    @Override
    public void connected(long nanos, boolean stands) {
        metrics.connected(nanos, stands);
    }

    /** Returns what ran under a lease so far, all calls that have ended included. */
    public LeaseReport report(Lease lease) {
        log.write();
        return queries.report(lease);
    }

    /** Returns how many calls are missing in the query log or the access log. */
    public long unlogged() {
        return log.dropped() + (accessLog == null ? 0 : accessLog.lost());
    }

    /** Writes down what waits. */
    @Override
    public void close() {
        log.write();
    }

    private static @Nullable AccessLog accessLog(
            GatewayConfig.AccessLog config, Function<String, Optional<Lease>> leases) {
        if (config instanceof GatewayConfig.AccessLog.LogFile file) {
            return AccessLog.toFile(file.path(), leases);
        }
        return config instanceof GatewayConfig.AccessLog.OwnLog ? AccessLog.toOwnLog(leases) : null;
    }
}
