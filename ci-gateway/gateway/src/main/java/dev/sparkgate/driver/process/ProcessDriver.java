package dev.sparkgate.driver.process;

import dev.sparkgate.driver.Driver;
import dev.sparkgate.driver.DriverHandle;
import dev.sparkgate.driver.DriverSpec;
import dev.sparkgate.driver.ProbeLine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A driver that runs as a process of this machine. */
final class ProcessDriver implements DriverHandle {
    private static final int SIGKILL_STATUS = 128 + 9;
    private static final int SIGTERM_STATUS = 128 + 15;

    private final Driver driver;
    private final String token;
    private final DriverFolder folder;
    private final ProcessHandle process;
    private final CompletableFuture<String> exit;
    private final ProbeLine probes;

    private ProcessDriver(
            Driver driver, String token, DriverFolder folder, ProcessHandle process, CompletableFuture<String> exit) {
        this.driver = driver;
        this.token = token;
        this.folder = folder;
        this.process = process;
        this.exit = exit;
        this.probes = new ProbeLine(driver.address(), token);
        CompletableFuture<String> unused = exit.whenComplete((how, failure) -> probes.close());
    }

    static ProcessDriver launched(
            DriverSpec spec, Announcement announcement, String token, DriverFolder folder, Process process) {
        LaunchRecord launch = LaunchRecord.of(spec, ProcessIdentity.of(process.toHandle()));
        CompletableFuture<String> exit = process.onExit().thenApply(ended -> describe(ended.exitValue()));
        return new ProcessDriver(driver(launch, announcement), token, folder, process.toHandle(), exit);
    }

    /** Takes over the process of an earlier gateway; {@code exit} completes when it is gone. */
    static ProcessDriver adopted(
            LaunchRecord launch,
            Announcement announcement,
            String token,
            DriverFolder folder,
            ProcessHandle process,
            CompletableFuture<String> exit) {
        return new ProcessDriver(driver(launch, announcement), token, folder, process, exit);
    }

    private static Driver driver(LaunchRecord launch, Announcement announcement) {
        return new Driver(
                launch.id(),
                launch.pool(),
                launch.cluster(),
                announcement.address(),
                launch.generation(),
                announcement.spark(),
                launch.process().pid(),
                launch.process().startedAt());
    }

    @Override
    public Driver driver() {
        return driver;
    }

    @Override
    public String token() {
        return token;
    }

    @Override
    public CompletableFuture<String> exit() {
        return exit.copy();
    }

    @Override
    public CompletableFuture<Boolean> probe(Duration timeout) {
        return probes.ask(client -> client.probe(timeout)).thenApply(answered -> process.isAlive());
    }

    /** Looks at the process only: its port is nobody else's while it lives, and its handle knows its start time. */
    @Override
    public CompletableFuture<Boolean> sameGeneration(Duration timeout) {
        return CompletableFuture.completedFuture(!exit.isDone() && process.isAlive());
    }

    @Override
    public Optional<Duration> processorTime() {
        return process.info().totalCpuDuration();
    }

    @Override
    public OptionalDouble heapAfterCollection() {
        return folder.heapAfterCollection();
    }

    @Override
    public List<String> log(int lines) {
        return folder.logTail(lines);
    }

    @Override
    public void stop(Duration grace) {
        List<ProcessHandle> children = process.descendants().toList();
        if (!exit.isDone()) {
            process.destroy();
            if (!isGoneWithin(grace)) {
                ProcessTree.kill(process);
            }
        }
        children.forEach(ProcessHandle::destroyForcibly);
        Folders.deleteQuietly(folder.path());
    }

    /** Ends it at once and leaves its folder to {@link #stop}. */
    void kill() {
        ProcessTree.kill(process);
    }

    /** An interrupted caller wants out: it gives no more grace, and keeps its interrupt. */
    private boolean isGoneWithin(Duration limit) {
        try {
            exit.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a process cannot fail", e);
        }
    }

    static String describe(int status) {
        return switch (status) {
            case SIGKILL_STATUS -> "exit status 137 (killed)";
            case SIGTERM_STATUS -> "exit status 143 (terminated)";
            default -> "exit status " + status;
        };
    }
}
