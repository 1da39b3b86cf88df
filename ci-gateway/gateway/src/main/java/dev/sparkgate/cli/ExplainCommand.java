package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sparkgate explain}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Says which pool a request would go to now, and why each other one not; takes nothing.",
        footer = {
            "",
            "Examples:",
            "  sparkgate explain --team search --environment prod",
            "  sparkgate explain -e test --spark 4.0 --json",
            "",
            "Exit status: 0 when the request would be served or queued, 1 when it would be refused."
        })
final class ExplainCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int REFUSED = 1;

    private final Surroundings surroundings;

    @Option(
            names = {"-e", "--environment"},
            paramLabel = "E",
            description = "Environment. Default: $$SPARKGATE_ENVIRONMENT, else the gateway's default.")
    @Nullable
    String environment;

    @Option(names = "--team", paramLabel = "T", description = "Team that asks. Default: $$SPARKGATE_TEAM.")
    @Nullable
    String team;

    @Option(names = "--user", paramLabel = "U", description = "User that asks.")
    @Nullable
    String user;

    @Option(names = "--spark", paramLabel = "VERSION", description = "Spark version asked for: 4.1, 4.1.2.")
    @Nullable
    String spark;

    @Option(
            names = "--client",
            paramLabel = "VERSION",
            description = "Spark version of the client: without --spark it is placed on no older driver.")
    @Nullable
    String client;

    @Mixin
    GatewayOption gateway = new GatewayOption();

    @Option(names = "--json", description = "Print one line of JSON.")
    boolean json;

    ExplainCommand(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
    }

    @Override
    public Integer call() {
        String asked = environment != null ? environment : surroundings.variable("SPARKGATE_ENVIRONMENT");
        Target target = new GatewayFinder(surroundings).require(gateway.url);
        JsonNode answer =
                target.api().get("/api/v1/explain" + query(asked), TIMEOUT).json();
        surroundings.out().print(json ? Json.write(answer) + System.lineSeparator() : text(answer));
        return answer.path("outcome").asText().equals("REFUSED") ? REFUSED : ExitStatus.OK;
    }

    private String query(@Nullable String asked) {
        List<String> parts = new ArrayList<>();
        add(parts, "environment", asked);
        add(parts, "team", team != null ? team : surroundings.variable("SPARKGATE_TEAM"));
        add(parts, "user", user);
        add(parts, "spark", spark);
        add(parts, "client", client);
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }

    private static void add(List<String> parts, String name, @Nullable String value) {
        if (value != null) {
            parts.add(name + "=" + ApiClient.escape(value));
        }
    }

    static String text(JsonNode answer) {
        StringBuilder text = new StringBuilder();
        text.append(answer.path("outcome").asText())
                .append(": ")
                .append(answer.path("because").asText())
                .append(System.lineSeparator());
        text.append("environment ").append(answer.path("environment").asText());
        append(text, ", team ", answer, "team");
        append(text, ", Spark ", answer, "spark");
        if (answer.has("namespace")) {
            text.append(", namespace ")
                    .append(answer.path("namespace").path("name").asText());
        }
        if (answer.has("teamLeases")) {
            JsonNode leases = answer.path("teamLeases");
            text.append(", ")
                    .append(leases.path("count").asInt())
                    .append(" of at most ")
                    .append(leases.path("most").asInt())
                    .append(" leases of the team");
        }
        if (answer.path("queued").asInt() > 0) {
            text.append(", ").append(answer.path("queued").asInt()).append(" waiting");
        }
        return text.append(System.lineSeparator())
                .append(table(answer.path("pools")))
                .toString();
    }

    private static void append(StringBuilder text, String label, JsonNode answer, String field) {
        if (answer.hasNonNull(field)) {
            text.append(label).append(answer.path(field).asText());
        }
    }

    private static String table(JsonNode pools) {
        Table table = new Table("", "POOL", "CLUSTER", "REGION", "SPARK", "WEIGHT", "DRIVERS", "LEASES", "WHY");
        for (JsonNode pool : pools) {
            table.row(
                    pool.path("chosen").asBoolean()
                            ? "*"
                            : pool.path("eligible").asBoolean() ? "" : "-",
                    Json.text(pool, "pool", "-"),
                    Json.text(pool, "cluster", "-"),
                    Json.text(pool, "region", "-"),
                    Json.text(pool, "spark", "-"),
                    Json.text(pool, "weight", "-"),
                    Json.text(pool, "drivers", "-"),
                    Json.text(pool, "leases", "-") + "/" + Json.text(pool, "places", "-"),
                    Json.text(pool, "why", "-"));
        }
        return table.toString();
    }
}
