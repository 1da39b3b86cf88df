package dev.sparkgate.gateway.config;

import dev.sparkgate.gateway.config.GatewayConfig.Auth;
import dev.sparkgate.gateway.config.GatewayConfig.Cluster;
import dev.sparkgate.pool.PoolPolicy;
import dev.sparkgate.route.Environment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the whole configuration. A top-level key that is absent stands for its part of {@link EmbeddedDefaults}. */
final class RootReader {
    private RootReader() {}

    /** @param folder that the file is in; null = unknown */
    static GatewayConfig read(Section in, @Nullable Path folder) {
        Auth auth = in.section("auth", "How callers are known.", RootReader::auth);
        Map<String, Cluster> clusters = clusters(in);
        Map<String, PoolPolicy> pools = pools(in, clusters);
        Map<String, Environment> environments = environments(in, clusters, pools, new FixturesReader(folder));
        ListenerReader listeners = new ListenerReader(auth, environments.keySet());
        ListenerReader.Listeners gateway =
                in.section("gateway", "What the gateway listens on and where it keeps its state.", listeners::read);
        checkMemory(in, gateway.memoryCap(), pools, clusters);
        return new GatewayConfig(
                gateway.grpc(),
                gateway.http(),
                gateway.state(),
                gateway.aliases(),
                gateway.defaultEnvironment(),
                gateway.region(),
                gateway.observability(),
                gateway.fixtures(),
                auth,
                clusters,
                pools,
                environments,
                gateway.memoryCap());
    }

    /** A pool whose single driver is too large would wait for ever. */
    private static void checkMemory(
            Section in, @Nullable Long cap, Map<String, PoolPolicy> pools, Map<String, Cluster> clusters) {
        for (PoolPolicy pool : pools.values()) {
            boolean launched = !(clusters.get(pool.cluster()) instanceof Cluster.StaticCluster);
            if (cap != null && launched && pool.memory() > cap) {
                in.problem(
                        "gateway",
                        "memory-cap " + Sizes.print(cap) + " has no room for a driver of pool '" + pool.name()
                                + "' with "
                                + Sizes.print(pool.memory())
                                + " (expected: at least that); raise memory-cap or lower the pool's memory");
            }
        }
    }

    private static Auth auth(Section in) {
        return in.variant(
                "mode",
                "open: nobody is asked, so the gateway listens on loopback only.",
                "open",
                List.of(new Section.Variant<>("open", open -> new Auth(Auth.Mode.OPEN))),
                List.of("token", "oidc"));
    }

    private static Map<String, Cluster> clusters(Section in) {
        Map<String, Cluster> clusters = in.sections(
                "clusters",
                Scalars.NAME,
                "The places where drivers run, by name.",
                (name, cluster) -> ClusterReader.read(cluster));
        return clusters.isEmpty() ? EmbeddedDefaults.clusters() : clusters;
    }

    private static Map<String, PoolPolicy> pools(Section in, Map<String, Cluster> clusters) {
        PoolReader reader = new PoolReader(clusters);
        Map<String, PoolPolicy> pools =
                in.sections("pools", Scalars.NAME, "Drivers of one kind, kept hot, by name.", reader::read);
        if (!pools.isEmpty()) {
            return pools;
        }
        if (in.has("clusters") && !in.has("pools")) {
            in.problem("pools", "is missing (expected: at least one pool, since clusters is there); add pools");
        }
        return EmbeddedDefaults.pools();
    }

    private static Map<String, Environment> environments(
            Section in, Map<String, Cluster> clusters, Map<String, PoolPolicy> pools, FixturesReader fixtures) {
        Branches branches = new Branches();
        EnvironmentReader reader = new EnvironmentReader(
                pools.keySet(), fixtures, !in.has("pools"), new IcebergPools(pools, clusters), branches);
        Map<String, Environment> environments = branches.resolve(
                in.sections("environments", Scalars.NAME, "The ways to get a lease, by name.", reader::read));
        return environments.isEmpty() ? EmbeddedDefaults.environments(List.copyOf(pools.keySet())) : environments;
    }
}
