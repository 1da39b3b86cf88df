package dev.sparkgate.gateway.config;

import dev.sparkgate.driver.Address;
import dev.sparkgate.gateway.config.GatewayConfig.Cluster;
import dev.sparkgate.gateway.config.GatewayConfig.Cluster.ProcessCluster;
import dev.sparkgate.gateway.config.GatewayConfig.Cluster.StaticCluster;
import dev.sparkgate.gateway.config.GatewayConfig.StaticDriver;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one of {@code clusters}. */
final class ClusterReader {
    private static final Address SOME_ADDRESS = new Address("127.0.0.1", 15002);

    private ClusterReader() {}

    static Cluster read(Section in) {
        return in.variant(
                "backend",
                "process: drivers are child processes of the gateway; static: drivers that others run.",
                null,
                List.of(
                        new Section.Variant<Cluster>("process", process -> new ProcessCluster(region(process))),
                        new Section.Variant<Cluster>("static", ClusterReader::fixed)),
                List.of("docker", "kubernetes"));
    }

    private static Cluster fixed(Section in) {
        Set<Address> seen = new HashSet<>();
        List<StaticDriver> drivers =
                in.list("drivers", "The drivers of a static cluster, at least one.", driver -> driver(driver, seen));
        if (!in.has("drivers")) {
            in.problem("drivers", "is missing (expected: at least one {address: HOST:PORT}); add it");
        }
        return new StaticCluster(drivers, region(in));
    }

    private static @Nullable String region(Section in) {
        return in.optional(
                "region", Scalars.NAME, "Where it is: a gateway with a region prefers the clusters of the same one.");
    }

    private static StaticDriver driver(Section in, Set<Address> seen) {
        Address address = in.required(
                "address", Scalars.ENDPOINT, SOME_ADDRESS, "Where the driver listens for Spark Connect, HOST:PORT.");
        String tokenEnv = in.optional(
                "token-env",
                Scalars.VARIABLE,
                "The environment variable of the gateway that holds the driver's token.");
        if (in.has("address") && !seen.add(address)) {
            in.problem("address", "driver '" + address + "' is listed twice (expected: once); remove one");
        }
        return new StaticDriver(address, tokenEnv);
    }
}
