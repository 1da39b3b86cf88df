package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.gateway.config.GatewayConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sparkgate up}: a gateway, here or in the background. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts a gateway in the foreground; Ctrl-C ends it.",
        footer = {
            "",
            "Examples:",
            "  sparkgate up                                       environments 'local' and 'test' on this machine",
            "  sparkgate up --config sparkgate.yaml               what the file says",
            "  sparkgate up --grpc-port 0 --http-port 0 --detach --json",
            "                                                     in the background, on any free ports",
            "",
            "With --ttl or --idle the gateway is ephemeral: it ends itself and leaves nothing."
        })
final class UpCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration. Default: one pool on this machine, environments local and test.")
    @Nullable
    Path config;

    @Option(
            names = "--grpc-port",
            paramLabel = "N",
            description = "Port for Spark clients, 0 = any free one. Default: that of the configuration, 15002.")
    @Nullable
    Integer grpcPort;

    @Option(
            names = "--http-port",
            paramLabel = "N",
            description = "Port of the HTTP API, 0 = any free one. Default: that of the configuration, 15080.")
    @Nullable
    Integer httpPort;

    @Option(names = "--ttl", paramLabel = "D", description = "End after this time.")
    @Nullable
    Duration ttl;

    @Option(names = "--idle", paramLabel = "D", description = "End after this time without a lease.")
    @Nullable
    Duration idle;

    @Option(names = "--detach", description = "Run in the background; return when it is ready.")
    boolean detach;

    @Option(
            names = "--json",
            description = "Print {\"remote\",\"http\",\"pid\",\"environments\"} as one line when ready.")
    boolean json;

    UpCommand(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        UpOptions options = new UpOptions(config, grpcPort, httpPort, ttl, idle);
        GatewayConfig settings = options.read();
        return detach ? startInBackground(options) : new GatewayProcess(surroundings, options, settings).run(json);
    }

    private int startInBackground(UpOptions options) throws InterruptedException, IOException {
        GatewayStarter starter = new GatewayStarter(surroundings);
        GatewayStarter.Outcome outcome = starter.start(options.arguments(), Map.of());
        if (outcome.failure().isPresent()) {
            GatewayStarter.Failure failure = outcome.failure().get();
            throw GatewayFailure.of(failure);
        }
        GatewayRecord record = outcome.record().orElseThrow();
        surroundings.out().println(json ? Json.write(record.announcement()) : ready(record));
        return ExitStatus.OK;
    }

    static String ready(GatewayRecord record) {
        return "gateway is ready: http " + record.http() + ", spark " + record.remote() + ", environments "
                + String.join(", ", record.environments()) + ", pid "
                + record.process().pid();
    }
}
