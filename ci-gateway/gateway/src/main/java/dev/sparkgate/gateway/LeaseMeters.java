package dev.sparkgate.gateway;

import dev.sparkgate.lease.LeaseManager;
import dev.sparkgate.lease.TeamWaiting;
import dev.sparkgate.lease.TeardownStep;
import dev.sparkgate.namespace.Namespace;
import dev.sparkgate.pool.PoolPolicy;
import dev.sparkgate.pool.Pools;
import dev.sparkgate.pool.Slots;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/** Shows what the allocator has and what waits for it. */
final class LeaseMeters {
    private LeaseMeters() {}

    /** Returns what has to run before each look at the meters: teams come and go. */
    static Runnable bind(
            MeterRegistry registry, LeaseManager leases, Pools pools, Slots<Namespace> slots, LeaseTeardown teardown) {
        slot(registry, slots, "making", Slots.Counts::making);
        slot(registry, slots, "ready", Slots.Counts::ready);
        slot(registry, slots, "leased", Slots.Counts::leased);
        slot(registry, slots, "dirty", Slots.Counts::dirty);
        for (PoolPolicy pool : pools.policies()) {
            pool(registry, pools, pool.name());
        }
        Gauge.builder("sparkgate.teardowns.pending", teardown, LeaseTeardown::pending)
                .description("Leases that have ended and are not taken down yet")
                .register(registry);
        Gauge.builder("sparkgate.teardowns.failing", teardown, LeaseTeardown::failing)
                .description("Leases whose newest try to be taken down failed")
                .register(registry);
        for (TeardownStep step : TeardownStep.values()) {
            Gauge.builder("sparkgate.teardowns", teardown, all -> all.at(step))
                    .tag("step", step.name().toLowerCase(Locale.ROOT))
                    .description("Leases that have ended and are not taken down yet, by the step they are at")
                    .register(registry);
        }
        MultiGauge queue = MultiGauge.builder("sparkgate.queue")
                .description("Orders that wait, by environment and team")
                .register(registry);
        return () -> queue.register(rows(leases.waitingByTeam()), true);
    }

    private static void slot(
            MeterRegistry registry, Slots<Namespace> slots, String state, ToIntFunction<Slots.Counts> count) {
        Gauge.builder("sparkgate.slots", slots, all -> count.applyAsInt(all.counts()))
                .tag("state", state)
                .description("Namespaces made ahead, by state")
                .register(registry);
    }

    private static void pool(MeterRegistry registry, Pools pools, String pool) {
        Gauge.builder("sparkgate.pool.drivers", pools, all -> all.size(pool).drivers())
                .tag("pool", pool)
                .description("Drivers of a pool that run or are about to")
                .register(registry);
        Gauge.builder("sparkgate.pool.leases", pools, all -> all.size(pool).leases())
                .tag("pool", pool)
                .description("Leases on the drivers of a pool")
                .register(registry);
        Gauge.builder("sparkgate.pool.places.free", pools, all -> all.size(pool).free())
                .tag("pool", pool)
                .description("Leases that the ready drivers of a pool could take at once")
                .register(registry);
    }

    private static List<MultiGauge.Row<?>> rows(List<TeamWaiting> waiting) {
        return waiting.stream()
                .<MultiGauge.Row<?>>map(team -> MultiGauge.Row.of(
                        Tags.of("environment", team.environment(), "team", team.team()), team.waiting()))
                .toList();
    }
}
