package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.driver.process.SparkRuntime;
import dev.sparkgate.driver.process.SparkRuntimes;
import java.util.List;

/** The checks of {@code doctor} on this machine. */
final class MachineChecks {
    private static final int OLDEST = 17;
    private static final int NEWEST_TRIED = 21;

    private final Surroundings surroundings;

    MachineChecks(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
    }

    Finding java() {
        int version = Runtime.version().feature();
        String text = "Java " + System.getProperty("java.version") + " at " + System.getProperty("java.home");
        if (version < OLDEST) {
            return Finding.trouble(text, "install Java 17 and let JAVA_HOME or PATH name it");
        }
        if (version > NEWEST_TRIED) {
            return Finding.doubt(
                    text,
                    "Spark 4.1 supports Java 17 and 21; should a driver not start, let JAVA_HOME name one of them");
        }
        return Finding.fine(text);
    }

    Finding runtime() {
        List<SparkRuntime> installed =
                new SparkRuntimes(surroundings.home().folder(), surroundings.environment()).installed();
        String spark = Version.current().spark();
        if (installed.isEmpty()) {
            return Finding.doubt(
                    "none on this machine yet; the first driver downloads Spark " + spark,
                    "download it now with 'sparkgate runtime install " + spark + "', or let SPARK_HOME name a Spark "
                            + spark);
        }
        return Finding.fine(String.join(
                "; ",
                installed.stream()
                        .map(runtime -> "Spark " + runtime.version() + " from " + runtime.origin() + " ("
                                + runtime.where() + ")")
                        .toList()));
    }
}
