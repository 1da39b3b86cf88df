package dev.sparkgate.session;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Says how long those who had to wait for a driver lately have waited, the latest counting most. */
final class WaitEstimate {
    private static final long UNKNOWN_MILLIS = 2_000;
    private static final long LEAST_MILLIS = 250;
    private static final long MOST_MILLIS = 30_000;

    private final AtomicLong millis = new AtomicLong(UNKNOWN_MILLIS);

    void note(long waitedNanos) {
        long waited = Duration.ofNanos(waitedNanos).toMillis();
        millis.updateAndGet(before -> (3 * before + waited) / 4);
    }

    Duration next() {
        return Duration.ofMillis(Math.max(LEAST_MILLIS, Math.min(MOST_MILLIS, millis.get())));
    }
}
