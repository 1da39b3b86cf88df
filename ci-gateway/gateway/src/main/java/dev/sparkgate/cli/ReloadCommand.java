package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sparkgate reload}. */
@Command(
        name = "reload",
        mixinStandardHelpOptions = true,
        description = {
            "Has the gateway read its configuration file again; prints what has changed.",
            "Running leases are untouched. A file with an error changes nothing."
        },
        footer = {"", "Examples:", "  sparkgate reload", "  sparkgate check-config sparkgate.yaml && sparkgate reload"})
final class ReloadCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Surroundings surroundings;

    @Mixin
    GatewayOption gateway = new GatewayOption();

    @Option(
            names = "--json",
            description = "Print one line of JSON: {\"changes\":[{\"path\",\"change\",\"atStart\"}]}.")
    boolean json;

    ReloadCommand(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
    }

    @Override
    public Integer call() {
        Target target = new GatewayFinder(surroundings).require(gateway.url);
        JsonNode answer = target.api().post("/api/v1/reload", null, TIMEOUT).json();
        surroundings.out().print(json ? Json.write(answer) + System.lineSeparator() : text(answer.path("changes")));
        return ExitStatus.OK;
    }

    static String text(JsonNode changes) {
        if (changes.isEmpty()) {
            return "nothing has changed" + System.lineSeparator();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode change : changes) {
            text.append(change.path("path").asText())
                    .append(": ")
                    .append(change.path("change").asText())
                    .append(change.path("atStart").asBoolean() ? " (holds when the gateway is started anew)" : "")
                    .append(System.lineSeparator());
        }
        return text.toString();
    }
}
