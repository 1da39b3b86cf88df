package dev.sparkgate.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What was built.
 *
 * @param spark the Spark version that drivers run when nothing else is asked for
 */
record Version(String sparkgate, String spark) {
    static Version current() {
        Properties properties = new Properties();
        try (InputStream file = Version.class.getResourceAsStream("version.properties")) {
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Version(properties.getProperty("version", "unknown"), properties.getProperty("spark", "unknown"));
    }
}
