package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the gateway of a command: {@code --gateway}, {@code SPARKGATE_URL}, the environment's own in the user's
 * {@code config.yaml}, one that lives on this machine.
 */
final class GatewayFinder {
    private final Surroundings surroundings;
    private final LiveGateways live;

    GatewayFinder(Surroundings surroundings) {
        this(surroundings, LiveGateways.of(surroundings));
    }

    GatewayFinder(Surroundings surroundings, LiveGateways live) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
        this.live = requireNonNull(live, "live");
    }

    /**
     * Finds without starting anything.
     *
     * @param option the value of {@code --gateway}
     * @param environment the environment asked for; null = the gateway's default
     */
    Optional<Target> find(@Nullable String option, @Nullable String environment) {
        if (option != null) {
            return Optional.of(named(GatewayUrl.parse("--gateway", option)));
        }
        String variable = surroundings.variable("SPARKGATE_URL");
        if (variable != null) {
            return Optional.of(named(GatewayUrl.parse("SPARKGATE_URL", variable)));
        }
        if (environment != null) {
            Optional<URI> own = UserConfig.of(surroundings).gatewayOf(environment);
            if (own.isPresent()) {
                return own.map(this::named);
            }
        }
        return live.find(environment).map(record -> Target.local(record, false));
    }

    /** Finds, and says what to do when there is none. */
    Target require(@Nullable String option) {
        return find(option, surroundings.variable("SPARKGATE_ENVIRONMENT"))
                .orElseThrow(() -> new SparkgateException(
                        ErrorCode.GATEWAY_UNREACHABLE,
                        "no gateway of yours runs on this machine (expected: one in "
                                + surroundings.home().gateways()
                                + "); start one with 'sparkgate up', or name one with --gateway or SPARKGATE_URL"));
    }

    private Target named(URI url) {
        return new Target(
                new ApiClient(url, surroundings.variable("SPARKGATE_TOKEN")),
                live.at(url).orElse(null),
                false);
    }
}
