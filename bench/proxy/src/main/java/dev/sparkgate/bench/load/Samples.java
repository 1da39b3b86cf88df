package dev.sparkgate.bench.load;

import java.util.Arrays;

/** Durations of calls. Not for two threads at a time. */
public final class Samples {
    private long[] nanos = new long[1024];
    private int count;

    public void add(long duration) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = duration;
    }

    public void addAll(Samples others) {
        for (int i = 0; i < others.count; i++) {
            add(others.nanos[i]);
        }
    }

    public int count() {
        return count;
    }

    /** The nearest-rank percentile in microseconds: a value that was measured; NaN when there is none. */
    public double micros(double percent) {
        if (count == 0) {
            return Double.NaN;
        }
        long[] ordered = Arrays.copyOf(nanos, count);
        Arrays.sort(ordered);
        return ordered[Math.max(0, (int) Math.ceil(percent / 100 * count) - 1)] / 1e3;
    }
}
