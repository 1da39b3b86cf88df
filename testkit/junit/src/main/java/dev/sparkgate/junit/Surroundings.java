package dev.sparkgate.junit;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the process was given: environment variables, system properties and the working folder.
 *
 * <p>Where the gateway is, is the business of the machine and not of the project: it is read from here only, never from
 * an annotation or the class path.
 */
record Surroundings(Map<String, String> environment, Map<String, String> properties, Path workingFolder) {
    Surroundings {
        environment = Map.copyOf(environment);
        properties = Map.copyOf(properties);
    }

    static Surroundings ofThisProcess() {
        Map<String, String> properties = new HashMap<>();
        System.getProperties().stringPropertyNames().forEach(name -> {
            String value = System.getProperty(name);
            if (value != null) {
                properties.put(name, value);
            }
        });
        return new Surroundings(System.getenv(), properties, Path.of("").toAbsolutePath());
    }

    /** Returns a setting such as {@code SPARKGATE_URL}, which the system property {@code sparkgate.url} overrides. */
    @Nullable
    String setting(String variable) {
        String property = properties.get(variable.toLowerCase(Locale.ROOT).replace('_', '.'));
        String value = property != null ? property : environment.get(variable);
        return value == null || value.isBlank() ? null : value.strip();
    }

    String setting(String variable, String otherwise) {
        String value = setting(variable);
        return value == null ? otherwise : value;
    }

    /** Returns the folder of caches and of the records of running gateways. */
    Path home() {
        String home = setting("SPARKGATE_HOME");
        if (home != null) {
            return workingFolder.resolve(home).normalize();
        }
        // HOME goes first, as for the command line: the JVM's user.home is what the password file says.
        String ownFolder = environment.getOrDefault("HOME", "");
        return workingFolder
                .resolve(ownFolder.isEmpty() ? properties.getOrDefault("user.home", ".") : ownFolder)
                .resolve(".sparkgate");
    }

    String user() {
        return properties.getOrDefault("user.name", "unknown");
    }

    boolean continuousIntegration() {
        return "true".equalsIgnoreCase(environment.get("CI"));
    }
}
