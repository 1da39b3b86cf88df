package dev.sparkgate.gateway;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a gateway runs, beside what it serves.
 *
 * @param home Sparkgate's home: runtimes and caches shared by all gateways of a user
 * @param stateFolder what this gateway keeps: leases, drivers, namespaces
 * @param ephemeral whether the state goes when it ends
 * @param ttl ends itself after so long; null = never
 * @param idle ends itself when there was no lease and no request for so long; null = never
 * @param source where its configuration can be read again; null = nowhere
 */
public record GatewayOptions(
        Path home,
        Path stateFolder,
        boolean ephemeral,
        @Nullable Duration ttl,
        @Nullable Duration idle,
        @Nullable ConfigSource source) {
    /** Cannot read its configuration again. */
    public GatewayOptions(
            Path home, Path stateFolder, boolean ephemeral, @Nullable Duration ttl, @Nullable Duration idle) {
        this(home, stateFolder, ephemeral, ttl, idle, null);
    }

    public GatewayOptions {
        requireNonNull(home, "home");
        requireNonNull(stateFolder, "stateFolder");
    }
}
