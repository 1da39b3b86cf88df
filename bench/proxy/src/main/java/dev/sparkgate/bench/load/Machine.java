package dev.sparkgate.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The whole machine, as Linux counts it. */
public final class Machine {
    private static final long NANOS_PER_TICK = 10_000_000;
    private static final int IDLE = 4;
    private static final int IO_WAIT = 5;
    private static final int LAST = 8;

    private Machine() {}

    /** CPU time that all processes together have used since the machine started, in nanoseconds. */
    public static long busyNanos() throws IOException {
        String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).split("\\s+");
        long ticks = 0;
        for (int i = 1; i <= LAST; i++) {
            if (i != IDLE && i != IO_WAIT) {
                ticks += Long.parseLong(fields[i]);
            }
        }
        return ticks * NANOS_PER_TICK;
    }
}
