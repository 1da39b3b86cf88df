package dev.sparkgate.bench.load;

import java.util.concurrent.atomic.AtomicLong;

/** Watches how much memory a process takes at most, until closed. */
public final class PeakMemory implements AutoCloseable {
    private static final long PERIOD_MILLIS = 20;

    private final ProcessTree process;
    private final long before;
    private final AtomicLong peak;
    private final Thread watcher;

    public PeakMemory(ProcessTree process) {
        this.process = process;
        before = process.residentBytes();
        peak = new AtomicLong(before);
        watcher = new Thread(this::watch, "peak-memory");
        watcher.setDaemon(true);
        watcher.start();
    }

    private void watch() {
        try {
            while (true) {
                peak.accumulateAndGet(process.residentBytes(), Math::max);
                Thread.sleep(PERIOD_MILLIS);
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    /** How much more than at the beginning, in bytes. */
    public long growth() {
        return peak.get() - before;
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
