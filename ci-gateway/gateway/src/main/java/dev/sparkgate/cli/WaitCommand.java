package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sparkgate wait}. */
@Command(
        name = "wait",
        mixinStandardHelpOptions = true,
        description = "Waits until a queued lease is granted. Exit status 125 when it ended instead.",
        footer = {"", "Examples:", "  sparkgate wait lease-7f3a"})
final class WaitCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    GatewayOption gateway = new GatewayOption();

    @Parameters(paramLabel = "ID", description = "Lease.")
    String id = "";

    WaitCommand(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
    }

    @Override
    public Integer call() {
        LeaseApi leases = new LeaseApi(
                new GatewayFinder(surroundings).require(gateway.url).api());
        try (LiveLine line = LiveLine.of(surroundings)) {
            Lease lease = leases.awaitGrant(id, waiting -> line.show(WaitText.of(waiting)));
            line.close();
            surroundings.out().print(LeaseText.of(lease));
        }
        return ExitStatus.OK;
    }
}
