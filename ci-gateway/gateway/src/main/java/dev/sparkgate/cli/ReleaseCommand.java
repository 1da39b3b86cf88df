package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sparkgate release}. */
@Command(
        name = "release",
        mixinStandardHelpOptions = true,
        description = "Ends a lease. Releasing what is already gone succeeds.",
        footer = {"", "Examples:", "  sparkgate release \"$SPARKGATE_LEASE_ID\"", "  sparkgate release --key ci-4711"})
final class ReleaseCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Surroundings surroundings;

    @Mixin
    GatewayOption gateway = new GatewayOption();

    @ArgGroup(multiplicity = "1")
    Which which = new Which();

    static final class Which {
        @Parameters(paramLabel = "ID", description = "Lease.")
        @Nullable
        String id;

        @Option(names = "--key", paramLabel = "KEY", description = "The key that the lease was asked for with.")
        @Nullable
        String key;
    }

    ReleaseCommand(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
    }

    @Override
    public Integer call() {
        Optional<Target> target =
                new GatewayFinder(surroundings).find(gateway.url, surroundings.variable("SPARKGATE_ENVIRONMENT"));
        if (target.isEmpty()) {
            surroundings.say("no gateway of yours runs on this machine, so there is no lease to release");
            return ExitStatus.OK;
        }
        LeaseApi leases = new LeaseApi(target.get().api());
        try {
            if (which.key != null) {
                leases.releaseKey(which.key, TIMEOUT);
            } else {
                leases.release(requireNonNull(which.id), TIMEOUT);
            }
        } catch (SparkgateException e) {
            if (e.code() != ErrorCode.LEASE_UNKNOWN) {
                throw e;
            }
        }
        return ExitStatus.OK;
    }
}
