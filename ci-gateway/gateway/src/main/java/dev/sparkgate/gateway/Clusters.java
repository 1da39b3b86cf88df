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
import dev.sparkgate.gateway.config.GatewayConfig.Cluster;
import dev.sparkgate.pool.MemoryCap;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Opens the backends of the configured clusters. */
final class Clusters implements AutoCloseable {
    /** A session is made on a server that is taken, and the first one loads its classes. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

    private final GatewayOptions options;
    private final Path state;
    private final WarmUp warmUp;
    private final Map<String, DriverBackend> backends = new ConcurrentHashMap<>();
    /** Closed in the end: also what has made room for another of its name. */
    private final List<DriverBackend> opened = new CopyOnWriteArrayList<>();

    Clusters(GatewayOptions options, Path state, WarmUp warmUp) {
        this.options = options;
        this.state = state;
        this.warmUp = warmUp;
    }

    /** Returns the backends by cluster; clusters that are opened later are in it too. */
    Map<String, DriverBackend> backends() {
        return backends;
    }

    /** Returns the cap on the memory of the drivers that the gateway itself launches. */
    static MemoryCap memoryCap(GatewayConfig config) {
        if (config.memoryCap() == null) {
            return MemoryCap.NONE;
        }
        Set<String> foreign = config.clusters().entrySet().stream()
                .filter(cluster -> cluster.getValue() instanceof Cluster.StaticCluster)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return new MemoryCap(config.memoryCap(), foreign);
    }

    /**
     * Opens those that are new.
     *
     * @param before clusters of the configuration that held before; what they are does not change
     * @throws SparkgateException with {@link ErrorCode#CONFIG_INVALID}; then none of them is opened
     */
    void open(Map<String, Cluster> before, Map<String, Cluster> after) {
        Map<String, DriverBackend> fresh = new LinkedHashMap<>();
        after.forEach((name, cluster) -> {
            // Drivers of a process cluster that has been here before may still be on their way out of its folder.
            boolean known = before.containsKey(name)
                    || cluster instanceof Cluster.ProcessCluster && backends.get(name) instanceof ProcessDriverBackend;
            if (!known) {
                fresh.put(name, backend(name, cluster));
            }
        });
        opened.addAll(fresh.values());
        backends.putAll(fresh);
    }

    @Override
    public void close() {
        opened.forEach(DriverBackend::close);
    }

    private DriverBackend backend(String name, Cluster cluster) {
        if (cluster instanceof Cluster.StaticCluster fixed) {
            return new FixedDriverBackend(drivers(name, fixed), Clock.systemUTC(), ANSWER_WITHIN);
        }
        Map<String, String> environment = System.getenv();
        return new ProcessDriverBackend(
                state.resolve("drivers").resolve(name),
                new SparkRuntimes(options.home(), environment),
                DriverJar.find(),
                environment,
                (address, token) -> train(warmUp, address, token));
    }

    private static List<FixedDriver> drivers(String cluster, Cluster.StaticCluster fixed) {
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
