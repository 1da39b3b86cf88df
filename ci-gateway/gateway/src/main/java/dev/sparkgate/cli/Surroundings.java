package dev.sparkgate.cli;

import java.io.PrintStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the process stands in.
 *
 * @param terminal whether {@code err} is a terminal that somebody looks at
 */
record Surroundings(Map<String, String> environment, Home home, PrintStream out, PrintStream err, boolean terminal) {
    static Surroundings ofProcess() {
        Map<String, String> environment = System.getenv();
        return new Surroundings(
                environment,
                Home.of(environment, System.getProperty("user.home")),
                System.out,
                System.err,
                Boolean.getBoolean("sparkgate.terminal"));
    }

    /** Returns an environment variable; null when it is unset or empty. */
    @Nullable
    String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** Says whether a CI system runs this ({@code CI=true}). */
    boolean inContinuousIntegration() {
        return "true".equalsIgnoreCase(environment.get("CI"));
    }

    /** Prints a message for people, on stderr. */
    void say(String message) {
        err.println("sparkgate: " + message);
        err.flush();
    }
}
