package dev.sparkgate.bench.phase;

import dev.sparkgate.bench.load.Endpoint;
import dev.sparkgate.bench.load.LargeTable;
import java.util.Map;

/** A large Arrow result, read as fast as it comes. */
final class LargeResult implements Phase {
    private final SharedSessions sessions = new SharedSessions();
    private final Effort effort;
    private final String sql;

    LargeResult(Effort effort) {
        this.effort = effort;
        this.sql = LargeTable.ofMegabytes(effort.of(130, 5));
    }

    @Override
    public String name() {
        return "stream";
    }

    @Override
    public int warmUpBlocks() {
        return effort.of(2, 1);
    }

    @Override
    public int blocks() {
        return effort.of(12, 2);
    }

    @Override
    public Map<String, Double> block(Endpoint endpoint) {
        long begun = System.nanoTime();
        double megabytes = sessions.of(endpoint).query(sql) / 1e6;
        double seconds = (System.nanoTime() - begun) / 1e9;
        return Map.of("megabytes", megabytes, "megabytesPerSecond", megabytes / seconds);
    }

    @Override
    public void close() {
        sessions.close();
    }
}
