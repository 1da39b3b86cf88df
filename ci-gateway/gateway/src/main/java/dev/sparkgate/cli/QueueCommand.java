package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sparkgate queue}. */
@Command(
        name = "queue",
        mixinStandardHelpOptions = true,
        description = "Lists the requests that wait for a place, the next one first.")
final class QueueCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Surroundings surroundings;

    @Mixin
    GatewayOption gateway = new GatewayOption();

    @Option(names = "--json", description = "Print one line of JSON: {\"queue\":[…]}.")
    boolean json;

    QueueCommand(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
    }

    @Override
    public Integer call() {
        Optional<Target> target =
                new GatewayFinder(surroundings).find(gateway.url, surroundings.variable("SPARKGATE_ENVIRONMENT"));
        if (target.isEmpty()) {
            surroundings.out().println(json ? "{\"queue\":[]}" : "no gateway of yours runs on this machine");
            return ExitStatus.OK;
        }
        JsonNode answer = target.get().api().get("/api/v1/queue", TIMEOUT).json();
        surroundings.out().print(json ? Json.write(answer) + System.lineSeparator() : table(answer.path("queue")));
        return ExitStatus.OK;
    }

    static String table(JsonNode items) {
        Table table = new Table("POSITION", "LEASE", "ENVIRONMENT", "TEAM", "USER", "SPARK", "SINCE");
        for (JsonNode item : items) {
            table.row(
                    Json.text(item, "position", "-"),
                    Json.text(item, "lease", "-"),
                    Json.text(item, "environment", "-"),
                    Json.text(item, "team", "-"),
                    Json.text(item, "user", "-"),
                    Json.text(item, "spark", "-"),
                    Json.text(item, "createdAt", "-"));
        }
        return table.toString();
    }
}
