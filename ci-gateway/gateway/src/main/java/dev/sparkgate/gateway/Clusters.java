package dev.sparkgate.gateway;

import dev.sparkgate.connect.ConnectConnection;
import dev.sparkgate.driver.Address;
import dev.sparkgate.driver.DriverBackend;
import dev.sparkgate.driver.fixed.FixedDriver;
import dev.sparkgate.driver.fixed.FixedDriverBackend;
import dev.sparkgate.driver.process.ProcessDriverBackend;
import dev.sparkgate.driver.process.SparkRuntimes;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.gateway.config.GatewayConfig;
import dev.sparkgate.pool.MemoryCap;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Opens the backends of the configured clusters. */
final class Clusters {
    /** A session is made on a server that is taken, and the first one loads its classes. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

    private Clusters() {}

    static Map<String, DriverBackend> open(GatewayConfig config, GatewayOptions options, Path state, WarmUp warmUp) {
        Map<String, DriverBackend> backends = new LinkedHashMap<>();
        Map<String, String> environment = System.getenv();
        config.clusters().forEach((name, cluster) -> {
            if (cluster instanceof GatewayConfig.Cluster.ProcessCluster) {
                backends.put(
                        name,
                        new ProcessDriverBackend(
                                state.resolve("drivers").resolve(name),
                                new SparkRuntimes(options.home(), environment),
                                DriverJar.find(),
                                environment,
                                (address, token) -> train(warmUp, address, token)));
            } else if (cluster instanceof GatewayConfig.Cluster.StaticCluster fixed) {
                backends.put(name, new FixedDriverBackend(drivers(name, fixed), Clock.systemUTC(), ANSWER_WITHIN));
            }
        });
        return backends;
    }

    /** Returns the cap on the memory of the drivers that the gateway itself launches. */
    static MemoryCap memoryCap(GatewayConfig config) {
        if (config.memoryCap() == null) {
            return MemoryCap.NONE;
        }
        Set<String> foreign = config.clusters().entrySet().stream()
                .filter(cluster -> cluster.getValue() instanceof GatewayConfig.Cluster.StaticCluster)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return new MemoryCap(config.memoryCap(), foreign);
    }

    private static List<FixedDriver> drivers(String cluster, GatewayConfig.Cluster.StaticCluster fixed) {
        return fixed.drivers().stream()
                .map(driver -> new FixedDriver(driver.address(), token(cluster, driver)))
                .toList();
    }

    private static String token(String cluster, GatewayConfig.StaticDriver driver) {
        if (driver.tokenEnv() == null) {
            return "";
        }
        String token = System.getenv(driver.tokenEnv());
        if (token == null || token.isEmpty()) {
            throw new SparkgateException(
                    ErrorCode.CONFIG_INVALID,
                    "token-env of driver " + driver.address() + " in cluster '" + cluster + "' names '"
                            + driver.tokenEnv()
                            + "', which is not set (expected: an environment variable with the driver's token); set it");
        }
        return token;
    }

    /** Runs on a driver that exists only to have its classes archived. */
    private static void train(WarmUp warmUp, Address address, String token) {
        try (ConnectConnection connection = ConnectConnection.to(address.host(), address.port(), token)) {
            warmUp.first(connection.client()).join();
            warmUp.thorough(connection.client(), "training-" + Nonce.fresh()).join();
        }
    }
}
