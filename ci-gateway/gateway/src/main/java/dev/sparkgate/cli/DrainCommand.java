package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sparkgate drain}. */
@Command(
        name = "drain",
        mixinStandardHelpOptions = true,
        description = "Takes a driver out of service: it gets no further lease and stops when its last one ends.",
        footer = {"", "Examples:", "  sparkgate drain default-3f9c2a"})
final class DrainCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    GatewayOption gateway = new GatewayOption();

    @Parameters(paramLabel = "DRIVER", description = "Driver, as 'sparkgate drivers' lists it.")
    String driver = "";

    DrainCommand(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
    }

    @Override
    public Integer call() {
        Target target = new GatewayFinder(surroundings).require(gateway.url);
        target.api().post("/api/v1/drivers/" + ApiClient.escape(driver) + "/drain", null, Duration.ofSeconds(30));
        surroundings.say("driver " + driver + " is draining");
        return ExitStatus.OK;
    }
}
