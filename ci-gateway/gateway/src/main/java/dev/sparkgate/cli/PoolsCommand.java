package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sparkgate pools}. */
@Command(
        name = "pools",
        mixinStandardHelpOptions = true,
        description = "Lists the pools of the gateway and how they stand.")
final class PoolsCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Surroundings surroundings;

    @Mixin
    GatewayOption gateway = new GatewayOption();

    @Option(names = "--json", description = "Print one line of JSON: {\"pools\":[…]}.")
    boolean json;

    PoolsCommand(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
    }

    @Override
    public Integer call() {
        Optional<Target> target =
                new GatewayFinder(surroundings).find(gateway.url, surroundings.variable("SPARKGATE_ENVIRONMENT"));
        if (target.isEmpty()) {
            surroundings.out().println(json ? "{\"pools\":[]}" : "no gateway of yours runs on this machine");
            return ExitStatus.OK;
        }
        JsonNode answer = target.get().api().get("/api/v1/pools", TIMEOUT).json();
        surroundings.out().print(json ? Json.write(answer) + System.lineSeparator() : table(answer.path("pools")));
        return ExitStatus.OK;
    }

    static String table(JsonNode items) {
        Table table =
                new Table("POOL", "CLUSTER", "REGION", "SPARK", "MIN-IDLE", "MAX", "DRIVERS", "LEASES", "PROBLEM");
        for (JsonNode item : items) {
            table.row(
                    Json.text(item, "name", "-"),
                    Json.text(item, "cluster", "-"),
                    Json.text(item, "region", "-"),
                    Json.text(item, "spark", "-"),
                    Json.text(item, "minIdle", "-"),
                    Json.text(item, "max", "-"),
                    Json.text(item, "drivers", "-"),
                    Json.text(item, "leases", "-") + "/" + Json.text(item, "places", "-"),
                    Json.text(item.path("lastFailure"), "detail", "-"));
        }
        return table.toString();
    }
}
