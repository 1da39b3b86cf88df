package dev.sparkgate.driver.process;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.driver.ProgressListener;
import dev.sparkgate.driver.process.Artifacts.Request;
import dev.sparkgate.driver.process.Finding.Found;
import dev.sparkgate.driver.process.Finding.Refused;
import dev.sparkgate.driver.process.SparkRuntime.Origin;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a Spark for drivers of this machine: SPARK_HOME, then an installed pyspark, then Maven coordinates.
 *
 * <p>Iceberg is added to each. What came from Maven is remembered below {@code $SPARKGATE_HOME/runtimes} and needs no network later.
 */
public final class SparkRuntimes {
    private static final Logger log = LoggerFactory.getLogger(SparkRuntimes.class);

    /** What the class path of a runtime has already; a second copy would win or lose by chance. */
    private static final List<String> PROVIDED = List.of("org.apache.spark", "org.scala-lang", "org.slf4j");

    private static final String NEXT_STEP =
            "run sparkgate runtime install VERSION once where Maven's repositories can be reached, or point SPARK_HOME at an"
                    + " unpacked Spark of that version";

    private final Map<String, String> environment;
    private final Path home;
    private final ResolvedClassPaths resolved;
    /** What was found once is not looked for again: the environment of a process does not change. */
    private final Map<String, SparkRuntime> located = new ConcurrentHashMap<>();

    /**
     * Makes a lookup.
     *
     * @param home Sparkgate's own folder, {@code $SPARKGATE_HOME}
     * @param environment the process environment, for SPARK_HOME and the places of Python
     */
    public SparkRuntimes(Path home, Map<String, String> environment) {
        this(home, environment, new MavenArtifacts());
    }

    SparkRuntimes(Path home, Map<String, String> environment, Artifacts artifacts) {
        this.environment = Map.copyOf(environment);
        this.home = requireNonNull(home, "home");
        this.resolved = new ResolvedClassPaths(home.resolve("runtimes"), artifacts);
    }

    /** Returns Sparkgate's own folder. */
    Path home() {
        return home;
    }

    /**
     * Finds the runtime for a version, downloading it when there is no other way.
     *
     * @param wanted {@code 4.1} for any 4.1, or an exact version
     * @throws SparkgateException with {@link ErrorCode#RUNTIME_UNAVAILABLE}, saying what was tried and why each place would not do
     */
    public SparkRuntime locate(String wanted, ProgressListener progress) {
        SparkRuntime known = located.get(wanted);
        if (known != null && known.classPath().stream().allMatch(Files::isRegularFile)) {
            return known;
        }
        SparkRuntime runtime = look(wanted, progress);
        located.put(wanted, runtime);
        log.atInfo().addKeyValue("runtime", runtime).log("Spark runtime found");
        return runtime;
    }

    /** Says whether a version was resolved from Maven before and is still here: then {@link #locate} downloads nothing. */
    public boolean isRemembered(String wanted) {
        RuntimeRecipe recipe = RuntimeRecipe.of(wanted);
        try {
            return resolved.remembered(folderName(recipe.version()), request(recipe))
                    .isPresent();
        } catch (IOException e) {
            return false; // what cannot be read is resolved again, and then told
        }
    }

    private SparkRuntime look(String wanted, ProgressListener progress) {
        RuntimeRecipe recipe = RuntimeRecipe.of(wanted);
        List<Refused> refusals = new ArrayList<>();
        for (Iterator<Finding> places = places().iterator(); places.hasNext(); ) {
            Finding judged = judge(wanted, places.next(), progress);
            if (judged instanceof Found found) {
                return found.runtime();
            }
            refusals.add((Refused) judged);
        }
        reportIgnoredSparkHome(refusals);
        try {
            return fromMaven(recipe, progress);
        } catch (IOException e) {
            refusals.add(new Refused("Maven (" + recipe.server().get(0) + ")", String.valueOf(e.getMessage())));
            throw new SparkgateException(ErrorCode.RUNTIME_UNAVAILABLE, notFound(wanted, refusals), e);
        }
    }

    /**
     * Resolves a runtime from Maven, whatever else this machine has, and reads every jar through.
     *
     * @throws SparkgateException with {@link ErrorCode#RUNTIME_UNAVAILABLE}
     */
    public SparkRuntime install(String version, ProgressListener progress) {
        RuntimeRecipe recipe = RuntimeRecipe.of(version);
        SparkRuntime runtime;
        try {
            List<Path> jars = resolved.refresh(
                    folderName(recipe.version()), "Spark " + recipe.version(), request(recipe), progress);
            runtime = mavenRuntime(recipe, jars);
        } catch (IOException e) {
            throw new SparkgateException(
                    ErrorCode.RUNTIME_UNAVAILABLE,
                    "Spark " + recipe.version() + " cannot be installed: " + e.getMessage() + "; " + NEXT_STEP,
                    e);
        }
        progress.progress("checking Spark " + recipe.version(), 0, -1);
        JarCheck.full(runtime.classPath()).ifPresent(broken -> {
            throw new SparkgateException(ErrorCode.RUNTIME_UNAVAILABLE, broken.message(runtime));
        });
        return runtime;
    }

    /**
     * Resolves further packages for the class path of a driver, without what the runtime has already.
     *
     * @throws SparkgateException with {@link ErrorCode#RUNTIME_UNAVAILABLE}
     */
    public List<Path> packages(List<String> coordinates, SparkRuntime runtime, ProgressListener progress) {
        if (coordinates.isEmpty()) {
            return List.of();
        }
        Request request = new Request(coordinates, List.of(), PROVIDED);
        String name = "packages-" + Digests.sha256(request.fingerprint()).substring(0, 16);
        try {
            List<Path> present = runtime.classPath();
            return resolved.get(name, String.join(", ", coordinates), request, progress).stream()
                    .filter(jar -> !present.contains(jar))
                    .toList();
        } catch (IOException | IllegalArgumentException e) {
            throw new SparkgateException(
                    ErrorCode.RUNTIME_UNAVAILABLE,
                    "packages " + coordinates + " cannot be resolved: " + e.getMessage()
                            + " (expected: group:artifact:version, each in a repository of Maven's settings.xml);"
                            + " check them, or run once with a network",
                    e);
        }
    }

    /** Lists the runtimes that are here, without downloading anything: SPARK_HOME, pyspark, then those from Maven. */
    public List<SparkRuntime> installed() {
        List<SparkRuntime> runtimes = new ArrayList<>();
        for (Finding finding : places().toList()) {
            if (finding instanceof Found found && !runtimes.contains(found.runtime())) {
                runtimes.add(found.runtime());
            }
        }
        try {
            for (Path folder : Folders.children(resolved.folder(""))) {
                String name = SparkFolder.name(folder);
                if (name.startsWith("spark-")) {
                    RuntimeRecipe recipe = RuntimeRecipe.of(name.substring("spark-".length()));
                    resolved.remembered(name, request(recipe))
                            .ifPresent(jars -> runtimes.add(mavenRuntime(recipe, jars)));
                }
            }
        } catch (IOException e) {
            throw new SparkgateException(
                    ErrorCode.STATE_UNAVAILABLE,
                    "folder " + resolved.folder("") + " cannot be read: " + e
                            + " (expected: a folder of Sparkgate's own);"
                            + " check its permissions, or name another one by SPARKGATE_HOME",
                    e);
        }
        return runtimes;
    }

    /** Looks lazily: asking a Python costs up to half a second, and is not needed where SPARK_HOME will do. */
    private Stream<Finding> places() {
        return Stream.<Supplier<List<Finding>>>of(this::sparkHome, this::pyspark)
                .flatMap(place -> place.get().stream());
    }

    private List<Finding> sparkHome() {
        String home = environment.get("SPARK_HOME");
        if (home == null || home.isBlank()) {
            return List.of(new Refused("SPARK_HOME", "not set"));
        }
        Path folder = Path.of(home).toAbsolutePath();
        return List.of(new SparkFolder("SPARK_HOME (" + home + ")", folder, Origin.SPARK_HOME).look());
    }

    private List<Finding> pyspark() {
        return new InstalledPyspark(new PythonInterpreters(environment)).look();
    }

    /** A user who set SPARK_HOME expects it to be used. */
    private void reportIgnoredSparkHome(List<Refused> refusals) {
        if (environment.containsKey("SPARK_HOME")) {
            log.atWarn().addKeyValue("reason", refusals.get(0)).log("SPARK_HOME is not used");
        }
    }

    private Finding judge(String wanted, Finding finding, ProgressListener progress) {
        if (!(finding instanceof Found found)) {
            return finding;
        }
        SparkRuntime runtime = found.runtime();
        String place = runtime.origin() + " (" + runtime.where() + ")";
        if (!SparkVersion.fits(wanted, runtime.version())) {
            return new Refused(place, "it is Spark " + runtime.version() + ", wanted is " + wanted);
        }
        try {
            return new Found(withIceberg(runtime, progress));
        } catch (IOException e) {
            return new Refused(place, "Iceberg cannot be added: " + e.getMessage());
        }
    }

    private SparkRuntime withIceberg(SparkRuntime runtime, ProgressListener progress) throws IOException {
        if (runtime.classPath().stream().anyMatch(jar -> SparkFolder.name(jar).startsWith("iceberg-spark-runtime-"))) {
            return runtime;
        }
        String coordinates = RuntimeRecipe.iceberg(runtime.version());
        List<Path> jars = new ArrayList<>(runtime.classPath());
        String name = "iceberg-" + SparkVersion.minor(runtime.version());
        jars.addAll(resolved.get(name, "Iceberg", Request.alone(coordinates), progress));
        return new SparkRuntime(runtime.version(), runtime.origin(), runtime.where(), jars, runtime.pythonPath());
    }

    private SparkRuntime fromMaven(RuntimeRecipe recipe, ProgressListener progress) throws IOException {
        String name = folderName(recipe.version());
        return mavenRuntime(recipe, resolved.get(name, "Spark " + recipe.version(), request(recipe), progress));
    }

    private SparkRuntime mavenRuntime(RuntimeRecipe recipe, List<Path> jars) {
        Path python = resolved.folder(folderName(recipe.version())).resolve("python");
        return new SparkRuntime(recipe.version(), Origin.MAVEN, recipe.server().get(0), jars, List.of(python));
    }

    private static Request request(RuntimeRecipe recipe) {
        List<String> alone = new ArrayList<>(recipe.alone());
        alone.add(RuntimeRecipe.iceberg(recipe.version()));
        return new Request(recipe.server(), alone, List.of());
    }

    private static String folderName(String version) {
        return "spark-" + version;
    }

    private static String notFound(String wanted, List<Refused> refusals) {
        String tried = refusals.stream().map(Refused::toString).collect(Collectors.joining("\n  - ", "\n  - ", "\n"));
        return "no Spark " + wanted + " can be had; tried in this order:" + tried
                + NEXT_STEP.replace("VERSION", wanted);
    }
}
