package dev.sparkgate.gateway.config;

import dev.sparkgate.gateway.config.GatewayConfig.Auth;
import dev.sparkgate.gateway.config.GatewayConfig.Cluster;
import dev.sparkgate.namespace.CatalogSpec;
import dev.sparkgate.pool.PoolPolicy;
import dev.sparkgate.route.Environment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the whole configuration. A top-level key that is absent stands for its part of {@link EmbeddedDefaults}. */
final class RootReader {
    private static final String NO_ICEBERG = "4.2";

    private RootReader() {}

    /** @param folder that the file is in; null = unknown */
    static GatewayConfig read(Section in, @Nullable Path folder) {
        Auth auth = in.section("auth", "How callers are known.", RootReader::auth);
        Map<String, Cluster> clusters = clusters(in);
        Map<String, PoolPolicy> pools = pools(in, clusters);
        Map<String, Environment> environments = environments(in, pools, new FixturesReader(folder));
        ListenerReader listeners = new ListenerReader(auth, environments.keySet());
        ListenerReader.Listeners gateway =
                in.section("gateway", "What the gateway listens on and where it keeps its state.", listeners::read);
        return new GatewayConfig(
                gateway.grpc(),
                gateway.http(),
                gateway.jdbcUrl(),
                gateway.aliases(),
                gateway.defaultEnvironment(),
                gateway.observability(),
                gateway.fixtures(),
                auth,
                clusters,
                pools,
                environments);
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
            Section in, Map<String, PoolPolicy> pools, FixturesReader fixtures) {
        EnvironmentReader reader = new EnvironmentReader(pools.keySet(), fixtures, !in.has("pools"));
        Map<String, Environment> environments =
                in.sections("environments", Scalars.NAME, "The ways to get a lease, by name.", reader::read);
        environments.values().forEach(environment -> checkIceberg(in, environment, pools));
        return environments.isEmpty() ? EmbeddedDefaults.environments(List.copyOf(pools.keySet())) : environments;
    }

    /** Iceberg has no runtime for Spark 4.2 yet, and its 4.1 one fails there at the first statement. */
    private static void checkIceberg(Section in, Environment environment, Map<String, PoolPolicy> pools) {
        boolean iceberg = environment.namespace().catalogs().values().stream()
                .anyMatch(catalog -> catalog.type() != CatalogSpec.Type.CONF);
        for (Environment.PoolShare share : environment.pools()) {
            PoolPolicy pool = pools.get(share.pool());
            if (iceberg && pool != null && pool.profile().spark().startsWith(NO_ICEBERG)) {
                in.problem(
                        "environments",
                        "environment '" + environment.name() + "' has Iceberg catalogs on pool '" + pool.name()
                                + "' of Spark " + pool.profile().spark()
                                + ", for which there is no Iceberg yet (expected: Spark 4.0 or 4.1); choose another pool, or "
                                + "catalogs of type conf or a namespace of lifetime none");
            }
        }
    }
}
