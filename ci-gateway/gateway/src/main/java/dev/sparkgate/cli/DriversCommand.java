package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sparkgate drivers}. */
@Command(name = "drivers", mixinStandardHelpOptions = true, description = "Lists the Spark drivers of the gateway.")
final class DriversCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Surroundings surroundings;

    @Mixin
    GatewayOption gateway = new GatewayOption();

    @Option(names = "--json", description = "Print one line of JSON: {\"drivers\":[…]}.")
    boolean json;

    DriversCommand(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
    }

    @Override
    public Integer call() {
        Optional<Target> target =
                new GatewayFinder(surroundings).find(gateway.url, surroundings.variable("SPARKGATE_ENVIRONMENT"));
        if (target.isEmpty()) {
            surroundings.out().println(json ? "{\"drivers\":[]}" : "no gateway of yours runs on this machine");
            return ExitStatus.OK;
        }
        JsonNode answer = target.get().api().get("/api/v1/drivers", TIMEOUT).json();
        surroundings.out().print(json ? Json.write(answer) + System.lineSeparator() : table(answer.path("drivers")));
        return ExitStatus.OK;
    }

    static String table(JsonNode drivers) {
        Table table = new Table("DRIVER", "POOL", "STATE", "HEALTH", "SPARK", "LEASES", "ADDRESS", "PID", "STARTED");
        for (JsonNode driver : drivers) {
            table.row(
                    Json.text(driver, "id", "-"),
                    Json.text(driver, "pool", "-"),
                    Json.text(driver, "state", "-"),
                    Json.text(driver, "health", "-"),
                    Json.text(driver, "spark", "-"),
                    Json.text(driver, "leases", "-"),
                    Json.text(driver, "address", "-"),
                    Json.text(driver, "pid", "-"),
                    Json.text(driver, "startedAt", "-"));
        }
        return table.toString();
    }
}
