package dev.sparkgate.bench.phase;

import dev.sparkgate.bench.load.Endpoint;
import dev.sparkgate.bench.load.Samples;
import dev.sparkgate.bench.load.Session;
import java.util.Map;

/** The smallest query there is, one after the other. */
final class SmallQuery implements Phase {
    private final SharedSessions sessions = new SharedSessions();
    private final Effort effort;

    SmallQuery(Effort effort) {
        this.effort = effort;
    }

    @Override
    public String name() {
        return "query";
    }

    @Override
    public int warmUpBlocks() {
        return effort.of(3, 1);
    }

    @Override
    public int blocks() {
        return effort.of(15, 2);
    }

    @Override
    public Map<String, Double> block(Endpoint endpoint) {
        Session session = sessions.of(endpoint);
        Samples samples = LoneCaller.times(() -> session.query("select 1"), effort.of(20, 3));
        return Map.of(
                "calls", (double) samples.count(), "p50Micros", samples.micros(50), "p99Micros", samples.micros(99));
    }

    @Override
    public void close() {
        sessions.close();
    }
}
