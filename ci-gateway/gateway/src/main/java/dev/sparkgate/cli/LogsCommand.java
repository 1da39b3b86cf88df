package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sparkgate logs}. */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "Prints the last of a driver's output; a lease stands for its driver.",
        footer = {
            "",
            "Examples:",
            "  sparkgate logs \"$SPARKGATE_LEASE_ID\"",
            "  sparkgate logs default-3f9c2a --lines 1000"
        })
final class LogsCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Surroundings surroundings;

    @Mixin
    GatewayOption gateway = new GatewayOption();

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            description = "How many lines. Default: ${DEFAULT-VALUE}.",
            defaultValue = "200")
    int lines;

    @Parameters(paramLabel = "LEASE|DRIVER", description = "Lease or driver.")
    String id = "";

    LogsCommand(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
    }

    @Override
    public Integer call() {
        Target target = new GatewayFinder(surroundings).require(gateway.url);
        String driver = driver(target);
        String log = log(target, driver);
        if (log.isBlank()) {
            surroundings.say("driver " + driver + " has written nothing so far");
            return ExitStatus.OK;
        }
        surroundings.out().print(log);
        return ExitStatus.OK;
    }

    private String log(Target target, String driver) {
        String path = "/api/v1/drivers/" + ApiClient.escape(driver) + "/log?lines=" + lines;
        return target.api().get(path, TIMEOUT).text();
    }

    private String driver(Target target) {
        try {
            Lease lease = new LeaseApi(target.api()).get(id, Duration.ZERO);
            if (!lease.text("driver").isEmpty()) {
                return lease.text("driver");
            }
        } catch (SparkgateException e) {
            if (e.code() == ErrorCode.LEASE_UNKNOWN) {
                return id;
            }
            throw e;
        }
        throw new SparkgateException(
                ErrorCode.DRIVER_UNKNOWN,
                "lease " + id + " has no driver yet (expected: a granted lease); wait for it with 'sparkgate wait " + id
                        + "'");
    }
}
