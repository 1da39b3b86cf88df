package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Names a process for good: process ids are used again, but not with the same start.
 *
 * @param startedAt as the operating system tells it
 */
record ProcessIdentity(long pid, Instant startedAt) {
    /** The system tells the start in ticks since boot, so that two readings may differ a little. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    ProcessIdentity {
        requireNonNull(startedAt, "startedAt");
    }

    static ProcessIdentity current() {
        ProcessHandle self = ProcessHandle.current();
        return new ProcessIdentity(
                self.pid(), self.info().startInstant().orElseGet(() -> Instant.ofEpochMilli(startOfMachine())));
    }

    /** Returns the process while it lives. */
    Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid).filter(this::isSame).filter(process -> !isZombie(process.pid()));
    }

    private boolean isSame(ProcessHandle process) {
        // Where the system hides the start, the process id has to do.
        return process.info()
                .startInstant()
                .map(start -> Duration.between(start, startedAt).abs().compareTo(TOLERANCE) <= 0)
                .orElse(true);
    }

    /** Says whether a process has ended and only waits for its parent to notice; some containers never do. */
    private static boolean isZombie(long pid) {
        try {
            byte[] stat = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "stat"));
            String text = new String(stat, StandardCharsets.ISO_8859_1);
            return text.startsWith(") Z", text.lastIndexOf(')'));
        } catch (IOException noProcFileSystem) {
            return false;
        }
    }

    private static long startOfMachine() {
        return java.lang.management.ManagementFactory.getRuntimeMXBean().getStartTime();
    }
}
