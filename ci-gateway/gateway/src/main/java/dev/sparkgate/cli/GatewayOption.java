package dev.sparkgate.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that every command which talks to a gateway has. */
final class GatewayOption {
    @Option(
            names = "--gateway",
            paramLabel = "URL",
            description = "HTTP address of the gateway. Default: $$SPARKGATE_URL, the environment's own in"
                    + " ~/.sparkgate/config.yaml, one that runs on this machine.")
    @Nullable
    String url;
}
