package dev.sparkgate.driver.process;

import dev.sparkgate.driver.process.Finding.Found;
import dev.sparkgate.driver.process.Finding.Refused;
import dev.sparkgate.driver.process.SparkRuntime.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads a Spark that somebody installed: a folder with {@code jars} in it, as SPARK_HOME and a full pyspark have. */
final class SparkFolder {
    private static final Pattern CORE = Pattern.compile("spark-core_2\\.13-(.+)\\.jar");

    private final String place;
    private final Path home;
    private final Origin origin;

    SparkFolder(String place, Path home, Origin origin) {
        this.place = place;
        this.home = home;
        this.origin = origin;
    }

    /** Returns the runtime in the folder, without Iceberg unless it has one, or why there is none. */
    Finding look() {
        Path folder = home.resolve("jars");
        if (!Files.isDirectory(folder)) {
            return new Refused(place, "there is no folder " + folder);
        }
        try {
            List<Path> jars = jars(folder);
            Optional<String> version = version(jars);
            if (version.isEmpty()) {
                return new Refused(place, folder + " has no spark-core_2.13-*.jar (expected: Spark 4.0 or later)");
            }
            if (jars.stream().noneMatch(SparkFolder::isConnect)) {
                return new Refused(
                        place,
                        "Spark " + version.get() + " there has no spark-connect_2.13-*.jar (Spark 4.0 and later have)");
            }
            return new Found(new SparkRuntime(version.get(), origin, home.toString(), jars, python()));
        } catch (IOException e) {
            return new Refused(place, folder + " cannot be read: " + e);
        }
    }

    /** Spark's own start scripts put slf4j-api first; the rest is by name so that each start has the same class path. */
    private static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .map(Path::toAbsolutePath)
                    .sorted(Comparator.comparing((Path jar) -> !name(jar).startsWith("slf4j-api-"))
                            .thenComparing(SparkFolder::name))
                    .toList();
        }
    }

    private static Optional<String> version(List<Path> jars) {
        return jars.stream()
                .map(jar -> CORE.matcher(name(jar)))
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .findFirst();
    }

    private List<Path> python() throws IOException {
        Path library = home.resolve("python").resolve("lib");
        if (!Files.isDirectory(library)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(library)) {
            return files.filter(file ->
                            name(file).equals("pyspark.zip") || name(file).matches("py4j-.*-src\\.zip"))
                    .map(Path::toAbsolutePath)
                    .sorted(Comparator.comparing(SparkFolder::name).reversed())
                    .toList();
        }
    }

    private static boolean isConnect(Path jar) {
        return name(jar).startsWith("spark-connect_2.13-");
    }

    static String name(Path file) {
        return file.getFileName().toString();
    }
}
