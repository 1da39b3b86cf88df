package dev.sparkgate.driver.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Finds jars that are missing, cut short or damaged before a JVM stumbles over them with an error about a class. */
final class JarCheck {
    private JarCheck() {}

    /** A jar that will not do, and why. */
    record Broken(Path jar, String reason) {
        /** Says it with the mend. */
        String message(SparkRuntime runtime) {
            return jar + " of " + runtime + " is " + reason + " (expected: a whole jar); " + mend(runtime);
        }

        private String mend(SparkRuntime runtime) {
            return switch (runtime.origin()) {
                case MAVEN -> "delete it and run sparkgate runtime install " + runtime.version();
                case SPARK_HOME -> "install that Spark again, or unset SPARK_HOME";
                case PYSPARK -> "install pyspark " + runtime.version() + " again";
            };
        }
    }

    /** Opens each jar, which reads its table of contents only: about 0.2 ms a jar, finds what is cut short or no jar. */
    static Optional<Broken> quick(List<Path> jars) {
        return jars.stream()
                .map(jar -> problem(jar, false))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Reads every byte of every jar against its checksum: seconds for a Spark. */
    static Optional<Broken> full(List<Path> jars) {
        return jars.stream()
                .map(jar -> problem(jar, true))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Broken> problem(Path jar, boolean readThrough) {
        if (!Files.isRegularFile(jar)) {
            return Optional.of(new Broken(jar, "missing"));
        }
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            if (readThrough) {
                readThrough(zip);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(new Broken(jar, "damaged: " + e.getMessage()));
        }
    }

    private static void readThrough(ZipFile zip) throws IOException {
        for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
            try (InputStream content = zip.getInputStream(entry)) {
                content.transferTo(OutputStream.nullOutputStream());
            }
        }
    }
}
