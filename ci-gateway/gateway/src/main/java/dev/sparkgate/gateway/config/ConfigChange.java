package dev.sparkgate.gateway.config;

import static java.util.Objects.requireNonNull;

/**
 * One difference between two configurations.
 *
 * @param path of the key
 * @param change what became of it: {@code 1h → 2h}, {@code added}, {@code removed}
 * @param atStart whether a running gateway cannot take it over: it holds from the next start on
 */
public record ConfigChange(String path, String change, boolean atStart) {
    public ConfigChange {
        requireNonNull(path, "path");
        requireNonNull(change, "change");
    }
}
