package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds a gateway for a lease, or starts one that ends itself. */
final class GatewayProvision {
    private static final List<String> EPHEMERAL = List.of("--grpc-port", "0", "--http-port", "0", "--idle", "10m");
    private static final Pattern PYTHON = Pattern.compile("python[0-9.]*");
    private static final Duration END_TIMEOUT = Duration.ofSeconds(20);

    private final Surroundings surroundings;
    private final GatewayFinder finder;
    private final GatewayStarter starter;

    GatewayProvision(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
        this.finder = new GatewayFinder(surroundings);
        this.starter = new GatewayStarter(surroundings);
    }

    /** @param program what will use the lease: when it is a Python, drivers run its functions with the same one */
    Target findOrStart(LeaseOptions options, @Nullable String program) throws InterruptedException {
        @Nullable String environment = options.environment(surroundings);
        Optional<Target> found = finder.find(options.gateway.url, environment);
        if (found.isPresent()) {
            return found.get();
        }
        EmbeddedGateway embedded = new EmbeddedGateway(surroundings);
        embedded.checkEnvironment(environment);
        return starter.startOnce(
                () -> finder.find(null, environment),
                () -> {
                    embedded.prepareRuntime(options.spark);
                    surroundings.say("starting a gateway");
                },
                EPHEMERAL,
                variables(program));
    }

    /** Ends a gateway that is still starting, if there is one. */
    void cancelStart() {
        starter.cancel();
    }

    /** Ends a gateway, unless others have leases of it. */
    void endUnlessUsed(Target target) {
        GatewayRecord record = target.local();
        if (record == null) {
            return;
        }
        try {
            if (new LeaseApi(target.api()).list("").stream().anyMatch(lease -> !lease.isOver())) {
                return;
            }
        } catch (SparkgateException e) {
            if (e.code() != ErrorCode.GATEWAY_UNREACHABLE) {
                throw e;
            }
        }
        new GatewayEnder(surroundings.home()).end(record, END_TIMEOUT);
    }

    private Map<String, String> variables(@Nullable String program) {
        Map<String, String> variables = new HashMap<>();
        if (program != null
                && PYTHON.matcher(String.valueOf(Path.of(program).getFileName()))
                        .matches()) {
            // Not what the link points to: the interpreter of a virtual environment is a link.
            if (Executables.find(program, surroundings.environment()) instanceof Executables.Runnable found) {
                variables.put("SPARKGATE_PYTHON", found.file().toString());
            }
        }
        return variables;
    }
}
