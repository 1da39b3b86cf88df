package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sparkgate down}. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Ends the gateway of this machine, with its leases and drivers.",
        footer = {"", "Examples:", "  sparkgate down", "  sparkgate down --all"})
final class DownCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Surroundings surroundings;

    @Mixin
    GatewayOption gateway = new GatewayOption();

    @Option(names = "--all", description = "End all gateways of yours on this machine.")
    boolean all;

    DownCommand(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
    }

    @Override
    public Integer call() {
        List<GatewayRecord> found = all ? LiveGateways.of(surroundings).all() : theOne();
        if (found.isEmpty()) {
            surroundings.say("no gateway of yours runs on this machine");
            return ExitStatus.OK;
        }
        GatewayEnder ender = new GatewayEnder(surroundings.home());
        for (GatewayRecord record : found) {
            boolean politely = ender.end(record, PATIENCE);
            surroundings.say("gateway " + record.http() + " ended"
                    + (politely
                            ? ""
                            : " by force after " + PATIENCE.toSeconds()
                                    + "s; its drivers end themselves within a minute"));
        }
        return ExitStatus.OK;
    }

    private List<GatewayRecord> theOne() {
        Optional<Target> target =
                new GatewayFinder(surroundings).find(gateway.url, surroundings.variable("SPARKGATE_ENVIRONMENT"));
        if (target.isEmpty()) {
            return List.of();
        }
        GatewayRecord record = target.get().local();
        if (record == null) {
            throw new SparkgateException(
                    ErrorCode.NOT_SUPPORTED,
                    "gateway " + target.get().url()
                            + " is not one of yours on this machine (expected: one registered in "
                            + surroundings.home().gateways()
                            + "); end it where it runs");
        }
        return List.of(record);
    }
}
