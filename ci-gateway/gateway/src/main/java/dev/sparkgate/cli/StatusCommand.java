package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sparkgate status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows the gateway, its drivers and how many leases it has. Exit status 1 when there is none.",
        footer = {"", "Examples:", "  sparkgate status", "  sparkgate status --json | jq .http"})
final class StatusCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Surroundings surroundings;

    @Mixin
    GatewayOption gateway = new GatewayOption();

    @Option(names = "--json", description = "Print one line of JSON.")
    boolean json;

    StatusCommand(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
    }

    @Override
    public Integer call() {
        Optional<Target> found =
                new GatewayFinder(surroundings).find(gateway.url, surroundings.variable("SPARKGATE_ENVIRONMENT"));
        if (found.isEmpty()) {
            surroundings.out().println(json ? "{\"running\":false}" : "no gateway of yours runs on this machine");
            return ExitStatus.NEGATIVE;
        }
        ObjectNode status = status(found.get());
        surroundings.out().print(json ? Json.write(status) + System.lineSeparator() : text(status));
        return ExitStatus.OK;
    }

    private static ObjectNode status(Target target) {
        @Nullable GatewayRecord local = target.local();
        ObjectNode status = local == null ? Json.object().put("http", target.url()) : local.announcement();
        status.put("running", true);
        if (local != null) {
            status.put("version", local.version());
            status.put("startedAt", local.process().startedAt().toString());
            status.put("ephemeral", local.ephemeral());
        }
        List<Lease> open = new LeaseApi(target.api())
                .list("").stream().filter(lease -> !lease.isOver()).toList();
        status.put("leases", open.stream().filter(lease -> !lease.isWaiting()).count());
        status.put("queued", open.stream().filter(Lease::isWaiting).count());
        status.set(
                "drivers", target.api().get("/api/v1/drivers", TIMEOUT).json().path("drivers"));
        return status;
    }

    private static String text(ObjectNode status) {
        StringBuilder text = new StringBuilder();
        for (String field : List.of("http", "remote", "pid", "version", "startedAt", "leases", "queued")) {
            JsonNode value = status.get(field);
            if (value != null) {
                text.append(String.format("%-10s %s%n", field, value.asText()));
            }
        }
        return text.append(System.lineSeparator())
                .append(DriversCommand.table(status.path("drivers")))
                .toString();
    }
}
