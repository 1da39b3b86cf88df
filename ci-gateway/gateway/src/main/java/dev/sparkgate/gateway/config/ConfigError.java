package dev.sparkgate.gateway.config;

import static java.util.Objects.requireNonNull;

/**
 * One thing wrong with a configuration.
 *
 * @param path of the setting, for example {@code environments.test.lease.ttl}; empty for the file as a whole
 * @param line in the file, from 1; 0 where there is none (a file that cannot be read)
 * @param message the offending value, what was expected and the next step
 */
public record ConfigError(String path, int line, String message) {
    public ConfigError {
        requireNonNull(path, "path");
        requireNonNull(message, "message");
    }

    /** Prints it as compilers do: {@code sparkgate.yaml:12: environments.test.lease.ttl: '1x' is not a duration …}. */
    public String print(String file) {
        return file + (line > 0 ? ":" + line : "") + ": " + (path.isEmpty() ? "" : path + ": ") + message;
    }
}
