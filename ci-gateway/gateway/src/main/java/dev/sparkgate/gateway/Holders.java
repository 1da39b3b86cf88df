package dev.sparkgate.gateway;

import dev.sparkgate.lease.Holder;
import java.time.Duration;
import java.time.Instant;

/** Looks whether the process that holds a lease still runs. */
final class Holders {
    /** Start times of processes come with the clock's ticks, a hundredth of a second, and through two conversions. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private Holders() {}

    static boolean lives(Holder holder) {
        return ProcessHandle.of(holder.pid())
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> process.info().startInstant())
                .map(started -> near(started, holder.startedAt()))
                .orElse(false);
    }

    private static boolean near(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(TOLERANCE) <= 0;
    }
}
