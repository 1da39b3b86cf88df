package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.driver.process.SparkRuntime;
import dev.sparkgate.driver.process.SparkRuntimes;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.gateway.config.EmbeddedDefaults;
import dev.sparkgate.gateway.config.GatewayConfig;
import dev.sparkgate.pool.PoolPolicy;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a gateway without a configuration file is going to be; asked before one is started. */
final class EmbeddedGateway {
    private final Surroundings surroundings;
    private final GatewayConfig config;

    EmbeddedGateway(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
        this.config = EmbeddedDefaults.config();
    }

    void checkEnvironment(@Nullable String environment) {
        if (environment != null && !config.environments().containsKey(environment)) {
            throw new SparkgateException(
                    ErrorCode.ENVIRONMENT_UNKNOWN,
                    "environment '" + environment + "' is unknown (expected: "
                            + String.join(
                                    " or ", new TreeSet<>(config.environments().keySet()))
                            + "); name its gateway with --gateway or under 'gateways' in "
                            + surroundings.home().folder().resolve("config.yaml"));
        }
    }

    /**
     * Finds the Spark runtime, and shows what is downloaded when it is not there yet.
     *
     * @param spark the version asked for; null = what the gateway starts with
     */
    void prepareRuntime(@Nullable String spark) {
        SparkRuntimes runtimes = new SparkRuntimes(surroundings.home().folder(), surroundings.environment());
        try (LiveLine line = LiveLine.of(surroundings)) {
            ProgressBar bar = new ProgressBar(line);
            for (PoolPolicy pool : config.pools().values()) {
                boolean atHand = pool.profile().packages().isEmpty()
                        && runtimes.isRemembered(pool.profile().spark());
                if (atHand || !isNeeded(pool, spark)) {
                    continue;
                }
                SparkRuntime runtime = runtimes.locate(pool.profile().spark(), bar);
                runtimes.packages(pool.profile().packages(), runtime, bar);
            }
        }
    }

    private static boolean isNeeded(PoolPolicy pool, @Nullable String spark) {
        return spark == null
                ? pool.minIdle() > 0
                : spark.startsWith(pool.profile().spark());
    }
}
