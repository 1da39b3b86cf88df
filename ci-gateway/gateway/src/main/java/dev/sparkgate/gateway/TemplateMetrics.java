package dev.sparkgate.gateway;

import dev.sparkgate.namespace.fixture.TemplateListener;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Counts what templates do, for Prometheus. */
final class TemplateMetrics implements TemplateListener {
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder builds = new LongAdder();
    private final LongAdder millis = new LongAdder();

    void register(MeterRegistry registry) {
        uses(registry, "hit", hits);
        uses(registry, "miss", misses);
        FunctionCounter.builder("sparkgate.templates.failed", failures, LongAdder::sum)
                .description("Templates that could not be built")
                .register(registry);
        FunctionTimer.builder(
                        "sparkgate.templates.built",
                        this,
                        all -> all.builds.sum(),
                        all -> all.millis.sum(),
                        TimeUnit.MILLISECONDS)
                .description("Templates that were built")
                .register(registry);
    }

    @Override
    public void hit() {
        hits.increment();
    }

    @Override
    public void miss() {
        misses.increment();
    }

    @Override
    public void built(Duration took) {
        builds.increment();
        millis.add(took.toMillis());
    }

    @Override
    public void failed() {
        failures.increment();
    }

    private static void uses(MeterRegistry registry, String outcome, LongAdder count) {
        FunctionCounter.builder("sparkgate.templates.used", count, LongAdder::sum)
                .description("Namespaces that began with fixtures; miss = the template was not there yet")
                .tag("outcome", outcome)
                .register(registry);
    }
}
