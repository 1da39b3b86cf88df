package dev.sparkgate.gateway;

import dev.sparkgate.connect.ConnectClient;
import dev.sparkgate.driver.Address;
import dev.sparkgate.driver.DriverBackend;
import dev.sparkgate.driver.process.ProcessDriverBackend;
import dev.sparkgate.driver.process.SparkRuntimes;
import dev.sparkgate.gateway.config.GatewayConfig;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Opens the backends of the configured clusters. */
final class Clusters {
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
            }
        });
        return backends;
    }

    /** Runs on a driver that exists only to have its classes archived. */
    private static void train(WarmUp warmUp, Address address, String token) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(address.host(), address.port())
                .usePlaintext()
                .build();
        try {
            ConnectClient client = new ConnectClient(channel, token);
            warmUp.first(client).join();
            warmUp.thorough(client, "training-" + Nonce.fresh()).join();
        } finally {
            channel.shutdownNow();
        }
    }
}
