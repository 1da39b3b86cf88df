package dev.sparkgate.junit;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * Reads the settings that files give: {@code config} in Sparkgate's home, and {@code sparkgate.properties} on the class path,
 * which says less: where the gateway is, is no business of a project.
 */
final class SettingsFiles {
    private static final Set<String> WHERE =
            Set.of("sparkgate.url", "sparkgate.token", "sparkgate.bin", "sparkgate.home");

    private SettingsFiles() {}

    /** Returns what both say; the home's file goes first. */
    static Map<String, String> read(Path home) {
        Map<String, String> settings = new HashMap<>(onClassPath());
        Path file = home.resolve("config");
        if (Files.isRegularFile(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                Properties properties = new Properties();
                properties.load(reader);
                properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key, "")));
            } catch (IOException e) {
                throw new SparkGatewayException(
                        "CONFIG_INVALID", file + " can't be read: " + e + "; mend it or remove it", e);
            }
        }
        return settings;
    }

    private static Map<String, String> onClassPath() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        Map<String, String> settings = new HashMap<>();
        try (InputStream stream = loader == null
                ? ClassLoader.getSystemResourceAsStream("sparkgate.properties")
                : loader.getResourceAsStream("sparkgate.properties")) {
            if (stream == null) {
                return settings;
            }
            Properties properties = new Properties();
            properties.load(stream);
            for (String key : properties.stringPropertyNames()) {
                refuseWhere(key, "sparkgate.properties on the class path");
                settings.put(key, properties.getProperty(key, ""));
            }
            return settings;
        } catch (IOException e) {
            throw new SparkGatewayException("CONFIG_INVALID", "sparkgate.properties can't be read: " + e, e);
        }
    }

    /** Says whether a setting is one of where the gateway is. */
    static boolean isWhere(String key) {
        return WHERE.contains(key);
    }

    private static void refuseWhere(String key, String file) {
        if (isWhere(key)) {
            throw new SparkGatewayException(
                    "CONFIG_INVALID",
                    key + " is in " + file
                            + " (expected: what tests need, not where the gateway is); give it as a system"
                            + " property, a variable of the environment, or in ~/.sparkgate/config");
        }
    }
}
