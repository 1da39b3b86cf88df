package dev.sparkgate.gateway;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a gateway runs. */
public record GatewayOptions(
        Path home, Path stateFolder, boolean ephemeral, @Nullable Duration ttl, @Nullable Duration idle) {}
