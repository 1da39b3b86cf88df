package dev.sparkgate.gateway.config;

import dev.sparkgate.driver.Address;
import dev.sparkgate.driver.Profile;
import dev.sparkgate.gateway.config.GatewayConfig.Auth;
import dev.sparkgate.gateway.config.GatewayConfig.Cluster;
import dev.sparkgate.gateway.config.GatewayConfig.Cluster.ProcessCluster;
import dev.sparkgate.gateway.config.GatewayConfig.Grpc;
import dev.sparkgate.gateway.config.GatewayConfig.Http;
import dev.sparkgate.namespace.CatalogSpec;
import dev.sparkgate.namespace.NamespacePolicy;
import dev.sparkgate.namespace.NamespacePolicy.Lifetime;
import dev.sparkgate.pool.PoolPolicy;
import dev.sparkgate.pool.PoolPolicy.Recycle;
import dev.sparkgate.route.Environment;
import dev.sparkgate.route.Environment.Access;
import dev.sparkgate.route.Environment.Limits;
import dev.sparkgate.route.Environment.PoolShare;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What holds without a configuration file, and the defaults of single keys. */
public final class EmbeddedDefaults {
    static final Address GRPC = new Address("127.0.0.1", 15002);
    static final Address HTTP = new Address("127.0.0.1", 15080);
    static final long MAX_MESSAGE = Sizes.parse("128MiB");
    static final Duration DRAIN = GatewayConfig.Grpc.DRAIN;

    static final String SPARK = "4.1";
    static final long MEMORY = Sizes.parse("1g");
    static final int MIN_IDLE = 1;
    static final int MAX = 2;
    static final int LEASES_PER_DRIVER = 16;
    static final int RECYCLE_LEASES = 200;
    static final Duration RECYCLE_AGE = Duration.ofHours(6);
    static final double RECYCLE_HEAP = 0.85;

    static final String NAMESPACE = "sjns-{team}-{environment}-{lease}";
    static final Limits LIMITS =
            new Limits(Duration.ofHours(1), Duration.ofHours(4), Duration.ofMinutes(15), Duration.ofMinutes(5), 1000);
    static final int LEASES_PER_TEAM = 20;

    /** On a machine of one's own the cap only stops runaway loops. */
    private static final int LEASES_PER_TEAM_EMBEDDED = 200;

    private EmbeddedDefaults() {}

    /** Returns the configuration of a gateway without a file. */
    public static GatewayConfig config() {
        Map<String, PoolPolicy> pools = pools();
        return new GatewayConfig(
                new Grpc(GRPC, MAX_MESSAGE, null, null),
                new Http(HTTP),
                GatewayConfig.State.OWN_FILE,
                Map.of(),
                "local",
                null,
                GatewayConfig.Observability.NONE,
                GatewayConfig.Fixtures.USUAL,
                new Auth(Auth.Mode.OPEN),
                clusters(),
                pools,
                environments(List.copyOf(pools.keySet())),
                null);
    }

    static Map<String, Cluster> clusters() {
        return Map.of("laptop", new ProcessCluster(null));
    }

    static Map<String, PoolPolicy> pools() {
        Map<String, PoolPolicy> pools = new LinkedHashMap<>();
        pools.put("default", pool("default", SPARK, MIN_IDLE, MAX));
        pools.put("spark-4.0", pool("spark-4.0", "4.0", 0, 1));
        return Collections.unmodifiableMap(pools);
    }

    /** Returns the environments {@code local} and {@code test}, served by all the given pools in their order. */
    static Map<String, Environment> environments(List<String> pools) {
        Map<String, Environment> environments = new LinkedHashMap<>();
        environments.put("local", environment("local", pools));
        environments.put("test", environment("test", pools));
        return Collections.unmodifiableMap(environments);
    }

    static Map<String, CatalogSpec> catalogs(String environment) {
        return Map.of("pedregal", new CatalogSpec("pedregal-" + environment, CatalogSpec.Type.ISOLATED, Map.of()));
    }

    private static PoolPolicy pool(String name, String spark, int minIdle, int max) {
        Profile profile = new Profile(spark, Sizes.jvm(MEMORY), Map.of(), List.of(), true);
        Recycle recycle = new Recycle(RECYCLE_LEASES, RECYCLE_AGE, RECYCLE_HEAP);
        return new PoolPolicy(name, "laptop", profile, minIdle, max, LEASES_PER_DRIVER, recycle);
    }

    private static Environment environment(String name, List<String> pools) {
        return new Environment(
                name,
                pools.stream().map(pool -> new PoolShare(pool, 1)).toList(),
                new NamespacePolicy(NAMESPACE, Lifetime.LEASE, SessionCatalog.ISOLATED.in(catalogs(name), name)),
                List.of(),
                LIMITS,
                new Access(List.of("*"), LEASES_PER_TEAM_EMBEDDED));
    }
}
