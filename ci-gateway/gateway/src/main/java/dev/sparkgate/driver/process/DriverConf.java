package dev.sparkgate.driver.process;

import dev.sparkgate.driver.Profile;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Puts together the Spark configuration of a driver: our defaults, over which the profile's own wins. */
final class DriverConf {
    private static final String EXTENSIONS = "spark.sql.extensions";
    private static final String ICEBERG_EXTENSIONS =
            "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions";
    private static final int MOST_CORES = 4;

    private DriverConf() {}

    static Map<String, String> of(String id, Profile profile, Path scratch) {
        Map<String, String> conf = new TreeMap<>();
        conf.put("spark.app.name", "sparkgate-" + id);
        conf.put("spark.master", "local[" + Math.min(Runtime.getRuntime().availableProcessors(), MOST_CORES) + "]");
        conf.put("spark.ui.enabled", "false");
        conf.put("spark.ui.showConsoleProgress", "false");
        conf.put("spark.sql.shuffle.partitions", "4");
        conf.put("spark.sql.catalogImplementation", "in-memory");
        conf.put("spark.sql.warehouse.dir", scratch.resolve("warehouse").toString());
        // What SparkConnectServer sets: each session's uploaded classes and files are its own.
        conf.put("spark.sql.artifact.isolation.enabled", "true");
        conf.put("spark.sql.artifact.isolation.alwaysApplyClassloader", "true");
        if (profile.fastStart()) {
            // Keeps two thread pools and about 1 MB for each session, 60 s beyond its end.
            conf.put("spark.sql.adaptive.enabled", "false");
        }
        conf.putAll(profile.conf());
        conf.merge(EXTENSIONS, ICEBERG_EXTENSIONS, DriverConf::bothExtensions);
        // Not for a profile to change: a driver listens on loopback only, on a port of its own.
        conf.put("spark.driver.host", "127.0.0.1");
        conf.put("spark.driver.bindAddress", "127.0.0.1");
        conf.put("spark.connect.grpc.binding.address", "127.0.0.1");
        conf.put("spark.connect.grpc.binding.port", "0");
        return conf;
    }

    private static String bothExtensions(String theirs, String ours) {
        return theirs.contains(ours) ? theirs : theirs + "," + ours;
    }
}
