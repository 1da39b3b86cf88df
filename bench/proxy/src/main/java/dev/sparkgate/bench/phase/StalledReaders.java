package dev.sparkgate.bench.phase;

import dev.sparkgate.bench.load.Download;
import dev.sparkgate.bench.load.Endpoint;
import dev.sparkgate.bench.load.LargeTable;
import dev.sparkgate.bench.load.PeakMemory;
import dev.sparkgate.bench.load.ProcessTree;
import dev.sparkgate.bench.load.Samples;
import dev.sparkgate.bench.load.Session;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Readers that stop reading in the middle of a large result, each with a connection and a session of its own: how much
 * memory piles up, and what others notice. At the end one of them reads on, and must get all of it.
 */
final class StalledReaders implements Phase {
    private static final int ANSWERS_READ = 2;
    private static final long PATIENCE_SECONDS = 60;
    private static final long PROBE_SECONDS = 2;
    /** A proxy that holds every call up must not hold the rig up. */
    private static final int FAILURES_ENOUGH = 5;

    private static final double QUIET_SHARE = 0.1;
    private static final int MOST_ROUNDS = 10;

    private final SharedSessions others = new SharedSessions();
    private final Effort effort;
    private final ProcessTree server;
    private final int readers;
    private final int megabytes;

    StalledReaders(Effort effort, Endpoint baseline, int readers, int megabytes) {
        this.effort = effort;
        this.server = new ProcessTree(baseline.pid());
        this.readers = readers;
        this.megabytes = megabytes;
    }

    @Override
    public String name() {
        return "stalled" + readers;
    }

    @Override
    public int warmUpBlocks() {
        return 0;
    }

    @Override
    public int blocks() {
        return effort.of(3, 1);
    }

    @Override
    public Map<String, Double> block(Endpoint endpoint) throws InterruptedException {
        Session other = others.of(endpoint);
        Map<String, Double> values = new HashMap<>();
        List<Session> sessions = new ArrayList<>();
        List<Download> downloads = new ArrayList<>();
        try (PeakMemory memory = new PeakMemory(new ProcessTree(endpoint.pid()))) {
            values.put("p99BeforeMicros", probe(other).times().micros(99));
            for (int i = 0; i < readers; i++) {
                Session session = new Session(endpoint);
                sessions.add(session);
                downloads.add(session.download(LargeTable.ofMegabytes(megabytes), ANSWERS_READ));
            }
            downloads.forEach(download -> download.awaitStall(PATIENCE_SECONDS, TimeUnit.SECONDS));
            awaitQuiet();
            Probes during = probe(other);
            values.put("p99Micros", during.times().micros(99));
            values.put("failed", (double) during.failed());
            values.put("grownMegabytes", memory.growth() / 1e6);
            downloads.get(0).resume();
            values.put("megabytes", downloads.get(0).await(PATIENCE_SECONDS, TimeUnit.SECONDS) / 1e6);
        } finally {
            downloads.forEach(Download::cancel);
            sessions.forEach(Session::close);
        }
        return values;
    }

    /** Lets the windows fill, and the server make the results: how that slows others is not the proxy's doing. */
    private void awaitQuiet() throws InterruptedException {
        int millis = effort.of(2000, 300);
        long before;
        int rounds = 0;
        do {
            before = server.cpuNanos();
            Thread.sleep(millis);
            rounds++;
        } while (server.cpuNanos() - before > QUIET_SHARE * millis * 1e6 && rounds < MOST_ROUNDS);
    }

    private Probes probe(Session other) {
        Samples times = new Samples();
        int failed = 0;
        for (int i = 0; i < effort.of(1000, 50) && failed < FAILURES_ENOUGH; i++) {
            long begun = System.nanoTime();
            try {
                other.config(PROBE_SECONDS, TimeUnit.SECONDS);
            } catch (StatusRuntimeException e) {
                failed++;
            }
            times.add(System.nanoTime() - begun);
        }
        return new Probes(times, failed);
    }

    private record Probes(Samples times, int failed) {}

    @Override
    public void close() {
        others.close();
    }
}
