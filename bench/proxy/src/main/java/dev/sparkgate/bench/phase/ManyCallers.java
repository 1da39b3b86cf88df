package dev.sparkgate.bench.phase;

import dev.sparkgate.bench.load.Endpoint;
import dev.sparkgate.bench.load.Samples;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Sixty-four callers on four connections: how many small calls a second. */
final class ManyCallers implements Phase {
    private static final int CALLERS = 64;
    private static final int CONNECTIONS = 4;
    private static final long PATIENCE_SECONDS = 60;

    private final SharedSessions sessions = new SharedSessions();
    private final Map<Endpoint, List<ManagedChannel>> connections = new HashMap<>();
    private final Effort effort;

    ManyCallers(Effort effort) {
        this.effort = effort;
    }

    @Override
    public String name() {
        return "rate";
    }

    @Override
    public int warmUpBlocks() {
        return effort.of(4, 1);
    }

    @Override
    public int blocks() {
        return effort.of(12, 2);
    }

    @Override
    public Map<String, Double> block(Endpoint endpoint) throws IOException, InterruptedException {
        List<ManagedChannel> channels = connections.computeIfAbsent(
                endpoint, e -> Stream.generate(e::connect).limit(CONNECTIONS).toList());
        sessions.of(endpoint).config();
        CountDownLatch running = new CountDownLatch(CALLERS);
        long begun = System.nanoTime();
        long end = begun + TimeUnit.MILLISECONDS.toNanos(effort.of(1500, 300));
        List<Caller> callers = IntStream.range(0, CALLERS)
                .mapToObj(i -> new Caller(sessions.of(endpoint), channels.get(i % CONNECTIONS), end, running))
                .toList();
        callers.forEach(Caller::call);
        if (!running.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException(running.getCount() + " calls to " + endpoint.name() + " had no answer after "
                    + PATIENCE_SECONDS + " s (expected: none)");
        }
        return summary(callers, (System.nanoTime() - begun) / 1e9);
    }

    private static Map<String, Double> summary(List<Caller> callers, double seconds) {
        Samples all = new Samples();
        callers.forEach(caller -> all.addAll(caller.samples()));
        return Map.of(
                "calls",
                (double) all.count(),
                "failed",
                (double) callers.stream().mapToInt(Caller::failed).sum(),
                "callsPerSecond",
                all.count() / seconds,
                "p50Micros",
                all.micros(50),
                "p99Micros",
                all.micros(99));
    }

    @Override
    public void close() {
        connections.values().forEach(channels -> channels.forEach(ManagedChannel::shutdownNow));
        sessions.close();
    }
}
