package dev.sparkgate.driver.process;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;

/**
 * A Spark that drivers of this machine can run.
 *
 * @param version exact, for example {@code 4.1.2}
 * @param origin how it was found
 * @param where the folder or the coordinates it came from, for people
 * @param classPath every jar, Iceberg's among them, in the order of the class path
 * @param pythonPath where the Python sources that match it are, or will be; empty when there are none
 */
public record SparkRuntime(String version, Origin origin, String where, List<Path> classPath, List<Path> pythonPath) {
    public SparkRuntime {
        requireNonNull(version, "version");
        requireNonNull(origin, "origin");
        requireNonNull(where, "where");
        classPath = List.copyOf(classPath);
        pythonPath = List.copyOf(pythonPath);
    }

    /** Says what it is and where it came from: {@code Spark 4.1.2 from SPARK_HOME (/opt/spark)}. */
    @Override
    public String toString() {
        return "Spark " + version + " from " + origin + " (" + where + ")";
    }

    /** How a runtime was found, in the order of the lookup. */
    public enum Origin {
        SPARK_HOME("SPARK_HOME"),
        PYSPARK("pyspark"),
        MAVEN("Maven");

        private final String text;

        Origin(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
