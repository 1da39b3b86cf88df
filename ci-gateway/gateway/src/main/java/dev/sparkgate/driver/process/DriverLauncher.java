package dev.sparkgate.driver.process;

import dev.sparkgate.driver.process.ProcessDriverBackend.Settings;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Starts the process of a driver in a folder of its own and waits until it listens. */
final class DriverLauncher {
    static final String MAIN_CLASS = "dev.sparkgate.driver.runtime.DriverMain";

    private static final long POLL_MILLIS = 10;
    private static final int TOKEN_BYTES = 32;

    private final Path drivers;
    private final Map<String, String> environment;
    private final Settings settings;
    private final PythonInterpreters interpreters;
    private final ScheduledExecutorService scheduler;
    private final SecureRandom random = new SecureRandom();

    DriverLauncher(
            Path drivers, Map<String, String> environment, Settings settings, ScheduledExecutorService scheduler) {
        this.drivers = drivers;
        this.environment = environment;
        this.settings = settings;
        this.interpreters = new PythonInterpreters(environment);
        this.scheduler = scheduler;
    }

    /**
     * Starts a driver.
     *
     * @param prefix commands before {@code java}, such as {@code nice}
     * @param archiveFlags the JVM's for class data
     * @throws SparkgateException when it does not listen in time; nothing of it is left
     */
    ProcessDriver launch(LaunchPlan plan, List<String> prefix, List<String> archiveFlags) throws InterruptedException {
        DriverFolder folder = null;
        Process process = null;
        boolean listens = false;
        try {
            folder = DriverFolder.create(drivers, plan.spec().id());
            String token = newToken();
            process = start(plan, folder, token, prefix, archiveFlags);
            folder.writeLaunch(LaunchRecord.of(plan.spec(), ProcessIdentity.of(process.toHandle())));
            Announcement announcement = await(plan, folder, process);
            listens = true;
            return ProcessDriver.launched(plan.spec(), announcement, token, folder, process);
        } catch (IOException e) {
            throw StartFailure.disk(plan, drivers, e);
        } finally {
            if (!listens && folder != null) {
                ProcessTree.kill(process);
                Folders.deleteQuietly(folder.path());
            }
        }
    }

    private Process start(
            LaunchPlan plan, DriverFolder folder, String token, List<String> prefix, List<String> archiveFlags)
            throws IOException {
        folder.writeToken(token);
        folder.writeOwner(ProcessIdentity.ofThisProcess());
        folder.writeConf(DriverConf.of(plan.spec().id(), plan.spec().profile(), folder.scratch()));
        PythonShim.write(folder.python(), interpreters.forFunctions(), PythonSources.pending(plan.runtime()));
        Folders.writePrivate(
                folder.arguments(),
                ArgumentFile.of(arguments(plan, folder, archiveFlags)).getBytes(StandardCharsets.UTF_8));
        List<String> command = new ArrayList<>(prefix);
        command.add(plan.java().executable().toString());
        command.add("@" + folder.arguments());
        command.add(MAIN_CLASS);
        command.add(folder.path().toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.scratch().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()));
        builder.environment().clear();
        builder.environment()
                .putAll(DriverEnvironment.of(
                        environment,
                        plan.runtime(),
                        folder.python(),
                        plan.spec().generation(),
                        token));
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private List<String> arguments(LaunchPlan plan, DriverFolder folder, List<String> archiveFlags) {
        List<String> arguments = new ArrayList<>(plan.flags());
        arguments.addAll(archiveFlags);
        arguments.add("-Djava.io.tmpdir=" + folder.scratch());
        arguments.add("-XX:ErrorFile=" + folder.path().resolve("hs_err.log"));
        arguments.add(
                "-Dsparkgate.driver.grace-seconds=" + settings.orphanGrace().toSeconds());
        arguments.add("-cp");
        arguments.add(String.join(File.pathSeparator, plan.classPath()));
        return arguments;
    }

    private Announcement await(LaunchPlan plan, DriverFolder folder, Process process)
            throws InterruptedException, IOException {
        CompletableFuture<Void> announced = new CompletableFuture<>();
        ScheduledFuture<?> poll = scheduler.scheduleWithFixedDelay(
                () -> {
                    if (folder.isAnnounced()) {
                        announced.complete(null);
                    }
                },
                POLL_MILLIS,
                POLL_MILLIS,
                TimeUnit.MILLISECONDS);
        try {
            CompletableFuture.anyOf(announced, process.onExit())
                    .get(settings.startTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw StartFailure.tooSlow(plan, folder, settings.startTimeout());
        } catch (ExecutionException e) {
            throw new IllegalStateException("neither future fails", e);
        } finally {
            poll.cancel(false);
        }
        if (!process.isAlive()) {
            throw StartFailure.exited(plan, folder, process.exitValue());
        }
        return folder.announcement()
                .orElseThrow(() -> new SparkgateException(
                        ErrorCode.DRIVER_START_FAILED,
                        "driver " + plan.spec().id() + " announced itself in a way that cannot be read (expected: "
                                + folder.path()
                                + "/driver.properties with pid, host and port); is the driver jar of this"
                                + " version?"));
    }

    private String newToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
