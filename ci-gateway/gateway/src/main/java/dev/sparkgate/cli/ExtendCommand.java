package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sparkgate extend}. */
@Command(
        name = "extend",
        mixinStandardHelpOptions = true,
        description = "Lets a lease live for a further time, counted from now.",
        footer = {"", "Examples:", "  sparkgate extend lease-7f3a 30m"})
final class ExtendCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    GatewayOption gateway = new GatewayOption();

    @Parameters(index = "0", paramLabel = "ID", description = "Lease.")
    String id = "";

    @Parameters(index = "1", paramLabel = "D", description = "Time: 30s, 10m, 1h, PT1H.")
    Duration ttl = Duration.ZERO;

    ExtendCommand(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
    }

    @Override
    public Integer call() {
        Lease lease = new LeaseApi(
                        new GatewayFinder(surroundings).require(gateway.url).api())
                .extend(id, ttl);
        surroundings.out().println("lease " + lease.id() + " ends at " + lease.text("expiresAt"));
        return ExitStatus.OK;
    }
}
