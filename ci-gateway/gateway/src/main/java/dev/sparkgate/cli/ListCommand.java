package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sparkgate list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists leases, ended ones included for a while.",
        footer = {"", "Examples:", "  sparkgate list --mine", "  sparkgate list --json | jq '.leases[].id'"})
final class ListCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    GatewayOption gateway = new GatewayOption();

    @Option(names = "--mine", description = "Only your own.")
    boolean mine;

    @Option(names = "--json", description = "Print one line of JSON: {\"leases\":[…]}.")
    boolean json;

    ListCommand(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
    }

    @Override
    public Integer call() {
        Optional<Target> target =
                new GatewayFinder(surroundings).find(gateway.url, surroundings.variable("SPARKGATE_ENVIRONMENT"));
        String user = System.getProperty("user.name");
        List<Lease> leases =
                target.map(found -> new LeaseApi(found.api()).list(mine ? "?mine=true" : "")).orElse(List.of()).stream()
                        .filter(lease ->
                                !mine || lease.text("user").equals(user)) // in open mode the gateway cannot tell
                        .toList();
        surroundings.out().print(json ? json(leases) + System.lineSeparator() : LeaseText.table(leases));
        return ExitStatus.OK;
    }

    private static String json(List<Lease> leases) {
        ObjectNode node = Json.object();
        ArrayNode array = node.putArray("leases");
        leases.forEach(lease -> array.add(lease.json()));
        return Json.write(node);
    }
}
