package dev.sparkgate.bench.phase;

import dev.sparkgate.bench.load.Endpoint;
import dev.sparkgate.bench.load.Samples;
import dev.sparkgate.bench.load.Session;
import java.util.Map;

/**
 * The first calls of endpoints that have just been started. A call to the baseline goes before each: it is warm, and so is
 * the load generator, which has called it long enough.
 */
final class ColdCalls implements Phase {
    private final Session baseline;
    private final Effort effort;

    ColdCalls(Effort effort, Endpoint baseline) {
        this.effort = effort;
        this.baseline = new Session(baseline);
        LoneCaller.times(this.baseline::config, effort.of(30_000, 500));
    }

    @Override
    public String name() {
        return "cold";
    }

    @Override
    public int warmUpBlocks() {
        return 0;
    }

    @Override
    public int blocks() {
        return 1;
    }

    @Override
    public Map<String, Double> block(Endpoint endpoint) {
        Samples warm = new Samples();
        Samples cold = new Samples();
        try (Session session = new Session(endpoint)) {
            Samples first = LoneCaller.times(session::config, 1); // connects, and binds the session
            cold.addAll(first);
            for (int i = 1; i < effort.of(1000, 100); i++) {
                warm.addAll(LoneCaller.times(baseline::config, 1));
                cold.addAll(LoneCaller.times(session::config, 1));
            }
            return Map.of(
                    "firstCallMicros", first.micros(100),
                    "p50Micros", cold.micros(50),
                    "p99Micros", cold.micros(99),
                    "addedP50Micros", cold.micros(50) - warm.micros(50));
        }
    }

    @Override
    public void close() {
        baseline.close();
    }
}
