package dev.sparkgate.driver;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/**
 * What a driver is.
 *
 * @param spark Spark version, {@code 4.1} or {@code 4.1.2}
 * @param memory heap as the JVM's {@code -Xmx} takes it, for example {@code 1g}
 * @param conf Spark configuration the driver is launched with
 * @param packages Maven coordinates ({@code group:artifact:version}) added to the driver's class path
 * @param fastStart starts quickly at the cost of peak speed: first compiler tier only; right for tests
 */
public record Profile(String spark, String memory, Map<String, String> conf, List<String> packages, boolean fastStart) {
    public Profile {
        requireNonNull(spark, "spark");
        requireNonNull(memory, "memory");
        conf = Map.copyOf(conf);
        packages = List.copyOf(packages);
    }
}
