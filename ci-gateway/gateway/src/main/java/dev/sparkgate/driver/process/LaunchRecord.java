package dev.sparkgate.driver.process;

import dev.sparkgate.driver.DriverSpec;
import java.util.Optional;
import java.util.Properties;

/** What a later gateway must know of a driver to take it over. */
record LaunchRecord(String id, String pool, String cluster, String generation, ProcessIdentity process) {
    static LaunchRecord of(DriverSpec spec, ProcessIdentity process) {
        return new LaunchRecord(spec.id(), spec.pool(), spec.cluster(), spec.generation(), process);
    }

    /** A driver of no pool only makes a class-data archive. */
    boolean isTraining() {
        return pool.isEmpty();
    }

    Properties toProperties() {
        Properties properties = new Properties();
        properties.setProperty("id", id);
        properties.setProperty("pool", pool);
        properties.setProperty("cluster", cluster);
        properties.setProperty("generation", generation);
        properties.setProperty("pid", Long.toString(process.pid()));
        properties.setProperty("startMillis", Long.toString(process.startMillis()));
        return properties;
    }

    static Optional<LaunchRecord> parse(Properties properties) {
        try {
            return Optional.of(new LaunchRecord(
                    properties.getProperty("id", ""),
                    properties.getProperty("pool", ""),
                    properties.getProperty("cluster", ""),
                    properties.getProperty("generation", ""),
                    new ProcessIdentity(
                            Long.parseLong(properties.getProperty("pid", "missing")),
                            Long.parseLong(properties.getProperty("startMillis", "missing")))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
