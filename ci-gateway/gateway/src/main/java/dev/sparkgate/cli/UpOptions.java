package dev.sparkgate.cli;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.gateway.config.ConfigReader;
import dev.sparkgate.gateway.config.EmbeddedDefaults;
import dev.sparkgate.gateway.config.GatewayConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code up} is asked for.
 *
 * @param config null = the embedded defaults
 */
record UpOptions(
        @Nullable Path config,
        @Nullable Integer grpcPort,
        @Nullable Integer httpPort,
        @Nullable Duration ttl,
        @Nullable Duration idle) {
    UpOptions {
        config = config == null ? null : config.toAbsolutePath().normalize();
        check("--grpc-port", grpcPort);
        check("--http-port", httpPort);
    }

    private static void check(String option, @Nullable Integer port) {
        if (port != null && (port < 0 || port > 65535)) {
            throw new SparkgateException(
                    ErrorCode.REQUEST_INVALID,
                    option + " " + port + " is not a port (expected: 0-65535, 0 = any free one)");
        }
    }

    /** Says whether it keeps nothing beyond its end: only a gateway with a configuration of its own, and no end of its own, does. */
    boolean isEphemeral() {
        return config == null || ttl != null || idle != null;
    }

    /** @throws SparkgateException with {@link ErrorCode#CONFIG_INVALID} and every error of the file */
    GatewayConfig read() {
        GatewayConfig read = config == null
                ? EmbeddedDefaults.config()
                : ConfigReader.read(config).orThrow(config.toString());
        return read.withPorts(
                grpcPort == null ? read.grpc().address().port() : grpcPort,
                httpPort == null ? read.http().address().port() : httpPort);
    }

    /** Returns where the gateway keeps its state, given its slot's folder. A configuration's state stands beside it. */
    Path stateFolder(Path slot) {
        return config == null || isEphemeral() ? slot : config.resolveSibling("state");
    }

    /** Returns the same as arguments of {@code up}. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        add(arguments, "--config", config);
        add(arguments, "--grpc-port", grpcPort);
        add(arguments, "--http-port", httpPort);
        add(arguments, "--ttl", ttl);
        add(arguments, "--idle", idle);
        return arguments;
    }

    private static void add(List<String> arguments, String option, @Nullable Object value) {
        if (value != null) {
            arguments.add(option);
            arguments.add(value.toString());
        }
    }
}
