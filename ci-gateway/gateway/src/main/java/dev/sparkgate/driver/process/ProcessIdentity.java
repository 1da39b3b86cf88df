package dev.sparkgate.driver.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Names a process so that another one with the same id, later, is not taken for it. */
record ProcessIdentity(long pid, long startMillis) {
    /** The kernel counts a start in ticks since boot: two readings may differ. */
    private static final long SLACK_MILLIS = 2_000;

    static ProcessIdentity of(ProcessHandle process) {
        return new ProcessIdentity(
                process.pid(),
                process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
    }

    static ProcessIdentity ofThisProcess() {
        return of(ProcessHandle.current());
    }

    Instant startedAt() {
        return Instant.ofEpochMilli(startMillis);
    }

    /** Returns the process while it lives. */
    Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(this::startedThen)
                .filter(process -> !isZombie());
    }

    private boolean startedThen(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(start -> Math.abs(start.toEpochMilli() - startMillis) <= SLACK_MILLIS)
                .orElse(true);
    }

    /** Where nobody reaps the orphans of a dead gateway (a container without an init) they look alive for ever. */
    private boolean isZombie() {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.startsWith(") Z", stat.lastIndexOf(')'));
        } catch (IOException e) {
            return false; // no /proc on this system
        }
    }
}
