package dev.sparkgate.bench.phase;

import dev.sparkgate.bench.load.Endpoint;
import dev.sparkgate.bench.load.Samples;
import java.util.Map;

/** One caller, one small call after the other: how long each takes. */
final class LoneCaller implements Phase {
    private final SharedSessions sessions = new SharedSessions();
    private final Effort effort;

    LoneCaller(Effort effort) {
        this.effort = effort;
    }

    @Override
    public String name() {
        return "unary";
    }

    @Override
    public int warmUpBlocks() {
        return effort.of(4, 1);
    }

    @Override
    public int blocks() {
        return effort.of(20, 2);
    }

    @Override
    public Map<String, Double> block(Endpoint endpoint) {
        Samples samples = times(sessions.of(endpoint)::config, effort.of(1000, 100));
        return Map.of(
                "calls", (double) samples.count(), "p50Micros", samples.micros(50), "p99Micros", samples.micros(99));
    }

    static Samples times(Runnable call, int calls) {
        Samples samples = new Samples();
        for (int i = 0; i < calls; i++) {
            long begun = System.nanoTime();
            call.run();
            samples.add(System.nanoTime() - begun);
        }
        return samples;
    }

    @Override
    public void close() {
        sessions.close();
    }
}
