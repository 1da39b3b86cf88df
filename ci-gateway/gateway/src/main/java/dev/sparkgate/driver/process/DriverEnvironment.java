package dev.sparkgate.driver.process;

import dev.sparkgate.driver.process.SparkRuntime.Origin;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts together the environment variables of a driver. */
final class DriverEnvironment {
    /** Ours hold secrets of leases; Spark's are about another Spark, or about a client. */
    private static final List<String> DROPPED = List.of("SPARKGATE_", "SPARK_", "PYSPARK_");

    private DriverEnvironment() {}

    static Map<String, String> of(
            Map<String, String> inherited, SparkRuntime runtime, Path python, String generation, String token) {
        Map<String, String> variables = new TreeMap<>(inherited);
        variables.keySet().removeIf(name -> DROPPED.stream().anyMatch(name::startsWith));
        variables.put("SPARK_CONNECT_AUTHENTICATE_TOKEN", token);
        variables.put("SPARKGATE_DRIVER_GENERATION", generation);
        variables.put("SPARK_LOCAL_IP", "127.0.0.1"); // spares Spark a look-up of the machine's own name
        if (runtime.origin() != Origin.MAVEN) {
            variables.put("SPARK_HOME", runtime.where());
        }
        variables.put("PYSPARK_PYTHON", python.toString());
        variables.put("PYTHONPATH", pythonPath(runtime, inherited.getOrDefault("PYTHONPATH", "")));
        return variables;
    }

    private static String pythonPath(SparkRuntime runtime, String inherited) {
        return Stream.concat(runtime.pythonPath().stream().map(Path::toString), Stream.of(inherited))
                .filter(entry -> !entry.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
