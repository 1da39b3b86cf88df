package dev.sparkgate.driver.runtime;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** Puts a driver's configuration where Spark looks for it: the system properties. */
final class SparkSettings {
    private SparkSettings() {}

    /** Sets what {@code configured} says, what a driver cannot do without, and a default for the rest. */
    static void apply(Properties configured, DriverFolder folder, Properties system) {
        configured.stringPropertyNames().forEach(key -> system.setProperty(key, configured.getProperty(key)));
        defaults(folder.scratch()).forEach(system::putIfAbsent);
        // Spark's local folders and the artifacts of sessions follow it.
        system.setProperty("java.io.tmpdir", folder.scratch().toString());
        system.setProperty(ServiceListener.FOLDER, folder.path().toString());
        system.merge("spark.extraListeners", ServiceListener.class.getName(), (theirs, ours) -> theirs + "," + ours);
    }

    private static Map<String, String> defaults(Path scratch) {
        return Map.of(
                "spark.app.name", "sparkgate",
                "spark.master", "local[*]",
                "spark.ui.enabled", "false",
                "spark.driver.host", "127.0.0.1",
                "spark.connect.grpc.binding.address", "127.0.0.1",
                "spark.connect.grpc.binding.port", "0",
                "spark.sql.warehouse.dir", scratch.resolve("spark-warehouse").toString(),
                "log4j2.configurationFile", "classpath:dev/sparkgate/driver/log4j2.properties");
    }
}
