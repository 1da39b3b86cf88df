package dev.sparkgate.gateway;

import dev.sparkgate.lease.Holder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
                .map(same -> same && !isZombie(holder.pid()))
                .orElse(false);
    }

    /** Where nobody reaps what was killed (a container without an init) it looks alive for ever. */
    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.startsWith(") Z", stat.lastIndexOf(')'));
        } catch (IOException e) {
            return false; // no /proc on this system
        }
    }

    private static boolean near(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(TOLERANCE) <= 0;
    }
}
