package dev.sparkgate.driver.process;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.driver.DriverBackend;
import dev.sparkgate.driver.DriverHandle;
import dev.sparkgate.driver.DriverSpec;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs drivers as child processes of this machine, each in a folder of its own; they outlive the gateway by a grace only. */
public final class ProcessDriverBackend implements DriverBackend {
    private static final Logger log = LoggerFactory.getLogger(ProcessDriverBackend.class);

    private final Path folder;
    private final SparkRuntimes runtimes;
    private final Path driverJar;
    private final Map<String, String> environment;
    private final Settings settings;
    private final ScheduledExecutorService scheduler;
    private final DriverLauncher launcher;
    private final ClassDataArchives archives;
    private final ArchiveTrainer trainer;
    private final PythonSetup python;

    /**
     * How long things may take.
     *
     * @param startTimeout until a driver must listen
     * @param orphanGrace how long a driver lives on without a gateway, waiting to be adopted; whole seconds
     * @param trainingDelay from the first start until a class-data archive is made, which takes half a minute of one core
     */
    public record Settings(Duration startTimeout, Duration orphanGrace, Duration trainingDelay) {
        /** Two minutes to start, one minute as an orphan, 15 s until an archive is made. */
        public static final Settings DEFAULTS =
                new Settings(Duration.ofMinutes(2), Duration.ofMinutes(1), Duration.ofSeconds(15));

        public Settings {
            requireNonNull(startTimeout, "startTimeout");
            requireNonNull(orphanGrace, "orphanGrace");
            requireNonNull(trainingDelay, "trainingDelay");
        }
    }

    /**
     * Makes a backend; nothing is started or read yet.
     *
     * @param folder the gateway's own folder for drivers; one gateway at a time
     * @param driverJar what runs in a driver beside Spark
     * @param environment the gateway's environment variables
     * @param training what a driver is asked to do before its classes are archived
     */
    public ProcessDriverBackend(
            Path folder,
            SparkRuntimes runtimes,
            Path driverJar,
            Map<String, String> environment,
            DriverTraining training,
            Settings settings) {
        this.folder = folder.toAbsolutePath();
        this.runtimes = requireNonNull(runtimes, "runtimes");
        this.driverJar = driverJar.toAbsolutePath();
        this.environment = Map.copyOf(environment);
        this.settings = requireNonNull(settings, "settings");
        this.scheduler = Executors.newSingleThreadScheduledExecutor(runnable -> {
            Thread thread = new Thread(runnable, "sparkgate-drivers");
            thread.setDaemon(true);
            return thread;
        });
        this.launcher = new DriverLauncher(this.environment, settings, scheduler);
        Path archiveFolder = runtimes.home().toAbsolutePath().resolve("cds");
        this.archives = new ClassDataArchives(archiveFolder, Clock.systemUTC());
        this.trainer =
                new ArchiveTrainer(archiveFolder, this.folder, archives, launcher, training, settings.trainingDelay());
        this.python = new PythonSetup(this.environment);
    }

    /** Makes a backend with {@link Settings#DEFAULTS}. */
    public ProcessDriverBackend(
            Path folder,
            SparkRuntimes runtimes,
            Path driverJar,
            Map<String, String> environment,
            DriverTraining training) {
        this(folder, runtimes, driverJar, environment, training, Settings.DEFAULTS);
    }

    @Override
    public DriverHandle launch(DriverSpec spec) throws InterruptedException {
        LaunchPlan plan = plan(spec);
        boolean archived = !DriverFlags.isOff(environment, "SPARKGATE_CDS");
        List<String> archiveFlags = archived ? archiveFlags(plan) : List.of();
        python.prepare(plan.runtime());
        ProcessDriver driver = launcher.launch(plan, folder.resolve(spec.id()), List.of(), archiveFlags);
        if (archived && archiveFlags.isEmpty()) {
            trainer.train(plan);
        }
        return driver;
    }

    @Override
    public List<DriverHandle> adopt() {
        try {
            return new Adoption(folder, scheduler).adopt();
        } catch (IOException e) {
            throw new SparkgateException(
                    ErrorCode.STATE_UNAVAILABLE,
                    "folder of drivers " + folder + " cannot be read: " + e
                            + " (expected: a folder of this gateway's own);" + " check its permissions",
                    e);
        }
    }

    @Override
    public void close() {
        trainer.close();
        python.close();
        scheduler.shutdownNow();
        try {
            new Adoption(folder, scheduler).sweep();
        } catch (IOException e) {
            log.atWarn().addKeyValue("folder", folder).addKeyValue("reason", e).log("folder not removed; remove it");
        }
    }

    private LaunchPlan plan(DriverSpec spec) {
        SparkRuntime runtime = runtimes.locate(spec.profile().spark(), new LoggedProgress());
        List<Path> packages = runtimes.packages(spec.profile().packages(), runtime, new LoggedProgress());
        List<Path> classPath = Stream.of(Stream.of(driverJar), runtime.classPath().stream(), packages.stream())
                .flatMap(jars -> jars)
                .toList();
        JarCheck.quick(classPath).ifPresent(broken -> {
            throw new SparkgateException(
                    ErrorCode.DRIVER_START_FAILED,
                    "driver " + spec.id() + " was not started: " + message(broken, runtime));
        });
        return new LaunchPlan(
                spec,
                runtime,
                Java.ofThisProcess(),
                DriverFlags.of(spec.profile(), runtime, environment),
                classPath.stream().map(Path::toString).toList());
    }

    private String message(JarCheck.Broken broken, SparkRuntime runtime) {
        if (broken.jar().equals(driverJar)) {
            return broken.jar() + " is " + broken.reason()
                    + " (expected: Sparkgate's driver jar); install Sparkgate again";
        }
        return broken.message(runtime);
    }

    /** An archive is a matter of speed only: what keeps us from it is no reason not to start. */
    private List<String> archiveFlags(LaunchPlan plan) {
        try {
            return archives.flags(plan).orElse(List.of());
        } catch (IOException e) {
            return List.of();
        }
    }
}
