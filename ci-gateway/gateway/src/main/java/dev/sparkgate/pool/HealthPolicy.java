package dev.sparkgate.pool;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How the drivers of a pool are watched.
 *
 * @param period from the start of one probe to the start of the next
 * @param timeout how long a probe waits for its answer
 * @param lostAfter how long an unhealthy driver may show no sign of life before it is given up
 * @param failures probes in a row without an answer that make it unhealthy, 1 or more
 * @param successes probes in a row with an answer that make it healthy again, 1 or more
 */
public record HealthPolicy(Duration period, Duration timeout, Duration lostAfter, int failures, int successes) {
    /**
     * Two probes without an answer, five seconds apart, and then half a minute of silence. One pause of the JVM cannot fail
     * two probes in a row unless it is longer than {@code period + timeout}, which a collection of a few GB of heap is not;
     * and a driver that is busy for longer uses its processors, which counts as a sign of life.
     */
    public static final HealthPolicy DEFAULT =
            new HealthPolicy(Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(30));

    private static final int IN_A_ROW = 2;

    public HealthPolicy {
        requireNonNull(period, "period");
        requireNonNull(timeout, "timeout");
        requireNonNull(lostAfter, "lostAfter");
        if (!isPositive(period) || !isPositive(timeout) || !isPositive(lostAfter) || failures < 1 || successes < 1) {
            throw new IllegalArgumentException("health: period " + period + ", timeout " + timeout + ", lostAfter "
                    + lostAfter + ", failures " + failures + ", successes " + successes
                    + " (expected: durations above 0, counts of at least 1)");
        }
    }

    /** Two in a row, each way. */
    public HealthPolicy(Duration period, Duration timeout, Duration lostAfter) {
        this(period, timeout, lostAfter, IN_A_ROW, IN_A_ROW);
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }
}
