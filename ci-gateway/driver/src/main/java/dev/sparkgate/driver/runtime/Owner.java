package dev.sparkgate.driver.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The gateway process that owns a driver.
 *
 * @param pid its process id
 * @param start when it started; tells it from a later process with the same id
 */
record Owner(long pid, Instant start) {
    /** How far two readings of one process's start may lie apart: the kernel counts it in ticks since boot. */
    private static final Duration CLOCK_SLACK = Duration.ofSeconds(2);

    /** Reads {@code PID STARTMILLIS}; empty when the text is anything else. */
    static Optional<Owner> parse(String text) {
        String[] words = text.strip().split("\\s+");
        if (words.length != 2) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Owner(Long.parseLong(words[0]), Instant.ofEpochMilli(Long.parseLong(words[1]))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    boolean isAlive() {
        return ProcessHandle.of(pid)
                        .filter(ProcessHandle::isAlive)
                        .filter(this::startedThen)
                        .isPresent()
                && !isZombie();
    }

    private boolean startedThen(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(instant -> Duration.between(start, instant).abs().compareTo(CLOCK_SLACK) <= 0)
                .orElse(true);
    }

    /** Tells a process that ended but was never reaped (usual in a container without an init) from a living one. */
    private boolean isZombie() {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.startsWith(") Z", stat.lastIndexOf(')'));
        } catch (IOException e) {
            return false; // no /proc on this system, or gone a moment ago: the next look tells
        }
    }
}
