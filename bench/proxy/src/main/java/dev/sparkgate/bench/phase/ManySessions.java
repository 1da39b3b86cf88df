package dev.sparkgate.bench.phase;

import dev.sparkgate.bench.load.Endpoint;
import dev.sparkgate.bench.load.JvmHeap;
import dev.sparkgate.bench.load.ProcessTree;
import dev.sparkgate.bench.load.Samples;
import dev.sparkgate.bench.load.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Many sessions that are open at once, each with a connection of its own: what each costs in memory. */
final class ManySessions implements Phase {
    private final int count;

    ManySessions(int count) {
        this.count = count;
    }

    @Override
    public String name() {
        return "sessions";
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
    public Map<String, Double> block(Endpoint endpoint) throws IOException, InterruptedException {
        // What only the first of them cost, looking at them included, is no cost of each.
        openAndClose(endpoint, count);
        Memory.of(endpoint);
        List<Session> open = new ArrayList<>();
        try {
            Memory before = Memory.of(endpoint);
            Samples samples = new Samples();
            for (int i = 0; i < count; i++) {
                Session session = new Session(endpoint);
                open.add(session);
                samples.addAll(LoneCaller.times(session::config, 1));
            }
            return summary(before, Memory.of(endpoint), samples);
        } finally {
            open.forEach(Session::close);
        }
    }

    private static void openAndClose(Endpoint endpoint, int count) {
        List<Session> open =
                Stream.generate(() -> new Session(endpoint)).limit(count).toList();
        open.forEach(Session::config);
        open.forEach(Session::close);
    }

    private Map<String, Double> summary(Memory before, Memory after, Samples samples) {
        Map<String, Double> values = new HashMap<>();
        values.put("firstCallP50Micros", samples.micros(50));
        values.put("residentMegabytes", after.resident() / 1e6);
        values.put("kilobytesPerSession", perSession(after.resident() - before.resident()));
        if (before.heap().isPresent() && after.heap().isPresent()) {
            values.put("outsideHeapKilobytesPerSession", perSession(after.outsideHeap() - before.outsideHeap()));
            JvmHeap heapBefore = before.heap().get();
            JvmHeap heapAfter = after.heap().get();
            values.put("heapKilobytesPerSession", perSession(heapAfter.usedBytes() - heapBefore.usedBytes()));
        }
        return values;
    }

    private double perSession(long bytes) {
        return bytes / 1024.0 / count;
    }

    private record Memory(long resident, Optional<JvmHeap> heap) {
        static Memory of(Endpoint endpoint) throws IOException, InterruptedException {
            Optional<JvmHeap> heap = JvmHeap.collectAndRead(endpoint.pid());
            return new Memory(new ProcessTree(endpoint.pid()).residentBytesAtRest(), heap);
        }

        long outsideHeap() {
            return resident - heap.map(JvmHeap::residentBytes).orElse(0L);
        }
    }
}
