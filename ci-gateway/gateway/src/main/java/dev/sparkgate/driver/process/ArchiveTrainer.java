package dev.sparkgate.driver.process;

import dev.sparkgate.driver.DriverSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes class-data archives in the background, by a driver of its own that does what real ones do and is then ended. */
final class ArchiveTrainer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ArchiveTrainer.class);

    /** The archive is written while the JVM ends, at the lowest priority. */
    private static final Duration DUMP_LIMIT = Duration.ofMinutes(3);

    private final Path archiveFolder;
    private final Path driverFolder;
    private final ClassDataArchives archives;
    private final DriverLauncher launcher;
    private final DriverTraining training;
    private final Duration delay;
    /** Tried once in a gateway's life: what failed once fails again. */
    private final Set<Path> tried = ConcurrentHashMap.newKeySet();

    /** The one that is being trained; its end ends whatever the training waits for. */
    private final AtomicReference<@Nullable ProcessDriver> current = new AtomicReference<>();

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "sparkgate-cds");
        thread.setDaemon(true);
        return thread;
    });

    ArchiveTrainer(
            Path archiveFolder,
            Path driverFolder,
            ClassDataArchives archives,
            DriverLauncher launcher,
            DriverTraining training,
            Duration delay) {
        this.archiveFolder = archiveFolder;
        this.driverFolder = driverFolder;
        this.archives = archives;
        this.launcher = launcher;
        this.training = training;
        this.delay = delay;
    }

    /** Makes the archive of a plan a little later, when the work that the driver was started for is under way; once. */
    void train(LaunchPlan plan) {
        try {
            if (tried.add(archives.file(plan))) {
                executor.schedule(() -> make(plan), delay.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (IOException | RejectedExecutionException e) {
            log.atDebug().setCause(e).log("class-data archive not made");
        }
    }

    private void make(LaunchPlan plan) {
        try (FileMutex held = FileMutex.tryLock(archiveFolder.resolve(".lock")).orElse(null)) {
            if (held == null || archives.flags(plan).isPresent()) {
                return; // another gateway makes one, or has just made it
            }
            archives.prune();
            long start = System.nanoTime();
            run(plan, archives.file(plan));
            log.atInfo()
                    .addKeyValue("seconds", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start))
                    .log("class-data archive made: drivers start faster from now on");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            log.atInfo()
                    .addKeyValue("reason", e.getMessage())
                    .log("class-data archive not made: drivers start as before");
        }
    }

    private void run(LaunchPlan plan, Path archive) throws Exception {
        String id = "training-" + UUID.randomUUID().toString().substring(0, 8);
        DriverSpec spec = new DriverSpec(id, "", "", id, plan.spec().profile());
        Path draft = archive.resolveSibling(archive.getFileName() + ".tmp");
        ProcessDriver driver = launcher.launch(
                plan.withSpec(spec),
                driverFolder.resolve(id),
                List.of("nice", "-n", "19"),
                List.of("-XX:ArchiveClassesAtExit=" + draft, "-Xlog:disable", "-Xlog:all=error:stderr"));
        current.set(driver);
        boolean trained = false;
        try {
            training.run(driver.driver().address(), driver.token());
            trained = true;
        } finally {
            driver.stop(trained ? DUMP_LIMIT : Duration.ZERO);
            current.set(null);
            if (!trained || Thread.currentThread().isInterrupted()) {
                Files.deleteIfExists(draft);
            }
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("the gateway ends");
        }
        if (!Files.isRegularFile(draft)) {
            throw new IOException("the JVM wrote no archive");
        }
        Files.move(draft, archive, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Ends a training that runs, and waits until its driver is gone. */
    @Override
    public void close() {
        executor.shutdownNow();
        ProcessDriver trained = current.get();
        if (trained != null) {
            trained.kill(); // a training that waits for an answer need not hear an interrupt
        }
        try {
            executor.awaitTermination(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
