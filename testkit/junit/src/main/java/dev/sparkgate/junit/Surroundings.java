package dev.sparkgate.junit;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the process was given: environment variables, system properties, files of settings and the working folder.
 *
 * <p>Where the gateway is, is the business of the machine and not of the project: it is read from here only, never from
 * an annotation or the class path.
 */
record Surroundings(
        Map<String, String> environment,
        Map<String, String> properties,
        Map<String, String> files,
        Path workingFolder) {
    /** What tests need, as opposed to where the gateway is. */
    private static final List<String> PARAMETERS = List.of(
            "sparkgate.environment",
            "sparkgate.team",
            "sparkgate.spark",
            "sparkgate.ttl",
            "sparkgate.keep",
            "sparkgate.strict",
            "sparkgate.report",
            "sparkgate.snapshots");

    Surroundings {
        files = Map.copyOf(files);
        environment = Map.copyOf(environment);
        properties = Map.copyOf(properties);
    }

    Surroundings(Map<String, String> environment, Map<String, String> properties, Path workingFolder) {
        this(environment, properties, Map.of(), workingFolder);
    }

    static Surroundings ofThisProcess() {
        Map<String, String> properties = new HashMap<>();
        System.getProperties().stringPropertyNames().forEach(name -> {
            String value = System.getProperty(name);
            if (value != null) {
                properties.put(name, value);
            }
        });
        Surroundings own =
                new Surroundings(System.getenv(), properties, Path.of("").toAbsolutePath());
        return new Surroundings(
                own.environment(), own.properties(), SettingsFiles.read(own.home()), own.workingFolder());
    }

    /**
     * Returns the same with JUnit's configuration parameters, which go before system properties. They may come from a file on the
     * class path, so they don't say where the gateway is.
     */
    Surroundings with(UnaryOperator<@Nullable String> parameters) {
        Map<String, String> more = new HashMap<>(properties);
        for (String name : PARAMETERS) {
            String value = parameters.apply(name);
            if (value != null) {
                more.put(name, value);
            }
        }
        return new Surroundings(environment, more, files, workingFolder);
    }

    /** Returns a setting such as {@code SPARKGATE_URL}, which the system property {@code sparkgate.url} overrides. */
    @Nullable
    String setting(String variable) {
        String name = variable.toLowerCase(Locale.ROOT).replace('_', '.');
        String value = first(properties.get(name), environment.get(variable), files.get(name));
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static @Nullable String first(@Nullable String... values) {
        for (String value : values) {
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** Says whether a setting is switched on. */
    boolean flag(String variable) {
        return "true".equalsIgnoreCase(setting(variable, "false"));
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
