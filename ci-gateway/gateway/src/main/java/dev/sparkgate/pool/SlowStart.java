package dev.sparkgate.pool;

import java.time.Duration;
import java.time.Instant;

/**
 * How much of its full share of new leases a driver gets that has just come, or come back: a tenth at first, all of it
 * after half a minute. Without this, the driver with the fewest leases would get every new one at once, in the very moment
 * in which its caches are empty and its code is not compiled.
 *
 * <p>It only shifts leases between drivers that all have room: a lease never waits for a share to grow.
 */
final class SlowStart {
    static final double LEAST = 0.1;
    static final Duration RAMP = Duration.ofSeconds(30);

    private SlowStart() {}

    /** Returns the share at {@code now} of what began at {@code since}: from {@link #LEAST} to 1, also when clocks go back. */
    static double share(Instant since, Instant now) {
        long elapsed = Duration.between(since, now).toMillis();
        double part = (double) elapsed / RAMP.toMillis();
        return LEAST + (1 - LEAST) * Math.min(1, Math.max(0, part));
    }
}
