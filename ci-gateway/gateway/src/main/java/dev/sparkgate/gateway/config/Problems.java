package dev.sparkgate.gateway.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong, while reading goes on. */
final class Problems {
    private final List<ConfigError> errors = new ArrayList<>();

    void add(String path, int line, String message) {
        errors.add(new ConfigError(path, line, message));
    }

    /** Returns all of them in the order of the file. */
    List<ConfigError> inOrder() {
        return errors.stream()
                .distinct()
                .sorted(Comparator.comparingInt(ConfigError::line))
                .toList();
    }

    boolean isEmpty() {
        return errors.isEmpty();
    }
}
