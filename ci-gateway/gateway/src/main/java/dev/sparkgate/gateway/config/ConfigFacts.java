package dev.sparkgate.gateway.config;

import dev.sparkgate.driver.Profile;
import dev.sparkgate.gateway.config.GatewayConfig.Cluster;
import dev.sparkgate.gateway.config.GatewayConfig.Cluster.StaticCluster;
import dev.sparkgate.namespace.CatalogSpec;
import dev.sparkgate.namespace.NamespacePolicy;
import dev.sparkgate.pool.PoolPolicy;
import dev.sparkgate.route.Environment;
import dev.sparkgate.text.Durations;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells a configuration key by key, as its file would: {@code environments.test.lease.ttl → 1h}. */
final class ConfigFacts {
    private final Map<String, Fact> facts = new LinkedHashMap<>();

    /**
     * The value of a key.
     *
     * @param shown what people may see of it: values that may be secrets are not told
     */
    record Fact(Object value, String shown) {}

    private ConfigFacts() {}

    static Map<String, Fact> of(GatewayConfig config) {
        ConfigFacts all = new ConfigFacts();
        all.put("gateway.grpc.address", config.grpc().address());
        all.put("gateway.grpc.max-message", Sizes.print(config.grpc().maxMessageBytes()));
        Duration drain = config.grpc().drain();
        all.put("gateway.grpc.drain", Durations.print(drain == null ? GatewayConfig.Grpc.DRAIN : drain));
        all.put("gateway.http.address", config.http().address());
        all.secret("gateway.state.jdbc", config.state().jdbcUrl());
        all.put("gateway.state.user", config.state().user());
        all.put("gateway.state.password-env", config.state().passwordEnv());
        config.aliases().forEach((header, alias) -> all.put("gateway.header-aliases." + header, alias));
        all.put("gateway.default-environment", config.defaultEnvironment());
        all.put("gateway.region", config.region());
        all.put("gateway.memory-cap", config.memoryCap() == null ? null : Sizes.print(config.memoryCap()));
        all.put("gateway.access-log", config.observability().accessLog());
        all.put("gateway.tracing.otlp", config.observability().otlp());
        all.put("gateway.fixtures.max-size", Sizes.print(config.fixtures().maxBytes()));
        all.put("gateway.fixtures.keep", Durations.print(config.fixtures().keep()));
        all.put("gateway.fixtures.timeout", Durations.print(config.fixtures().timeout()));
        all.put("auth.mode", word(config.auth().mode()));
        config.clusters().forEach((name, cluster) -> all.cluster("clusters." + name, cluster));
        config.pools().forEach((name, pool) -> all.pool("pools." + name, pool));
        config.environments().forEach((name, environment) -> all.environment("environments." + name, environment));
        return all.facts;
    }

    private void cluster(String path, Cluster cluster) {
        put(path + ".region", cluster.region());
        if (cluster instanceof StaticCluster fixed) {
            put(path + ".backend", "static");
            for (int i = 0; i < fixed.drivers().size(); i++) {
                put(path + ".drivers[" + i + "].address", fixed.drivers().get(i).address());
                put(
                        path + ".drivers[" + i + "].token-env",
                        fixed.drivers().get(i).tokenEnv());
            }
            return;
        }
        put(path + ".backend", "process");
    }

    private void pool(String path, PoolPolicy pool) {
        Profile profile = pool.profile();
        put(path + ".cluster", pool.cluster());
        put(path + ".spark", profile.spark());
        put(path + ".min-idle", pool.minIdle());
        put(path + ".max", pool.max());
        put(path + ".leases-per-driver", pool.leasesPerDriver());
        put(path + ".memory", profile.memory());
        put(path + ".fast-start", profile.fastStart());
        profile.conf().forEach((key, value) -> secret(path + ".conf." + key, value));
        put(path + ".packages", profile.packages());
        put(path + ".recycle.leases", pool.recycle().leases());
        put(path + ".recycle.age", pool.recycle().age());
        put(path + ".recycle.heap", pool.recycle().heap());
        put(path + ".recycle.errors", pool.recycle().errors());
        put(path + ".scale-down-after", Durations.print(pool.scaling().downAfter()));
        if (!pool.scaling().schedule().isEmpty()) {
            put(
                    path + ".schedule",
                    pool.scaling().schedule().stream()
                            .map(ScheduleReader::print)
                            .toList());
        }
        put(path + ".health.period", pool.health().period());
        put(path + ".health.timeout", pool.health().timeout());
        put(path + ".health.lost-after", pool.health().lostAfter());
    }

    private void environment(String path, Environment environment) {
        environment.pools().forEach(share -> put(path + ".pools." + share.pool() + ".weight", share.weight()));
        put(
                path + ".pools",
                environment.pools().stream().map(Environment.PoolShare::pool).toList());
        NamespacePolicy namespace = environment.namespace();
        put(path + ".namespace.name", namespace.name());
        put(path + ".namespace.lifetime", word(namespace.lifetime()));
        namespace.catalogs().forEach((name, catalog) -> catalog(path + ".catalogs." + name, catalog));
        put(path + ".fixtures", environment.fixtures());
        put(path + ".lease.ttl", Durations.print(environment.limits().ttl()));
        put(path + ".lease.max-ttl", Durations.print(environment.limits().maxTtl()));
        put(path + ".lease.idle", Durations.print(environment.limits().idle()));
        put(path + ".lease.max-wait", Durations.print(environment.limits().maxWait()));
        put(path + ".lease.max-queue", environment.limits().maxQueue());
        put(path + ".access.teams", environment.access().teams());
        put(path + ".access.leases-per-team", environment.access().leasesPerTeam());
        put(path + ".access.leases", environment.access().leases());
        environment.access().weights().forEach((team, weight) -> put(path + ".access.weights." + team, weight));
    }

    private void catalog(String path, CatalogSpec catalog) {
        put(path + ".physical", catalog.physical());
        put(path + ".type", word(catalog.type()));
        catalog.properties()
                .forEach((key, value) -> secret(path + (key.isEmpty() ? ".class" : ".properties." + key), value));
    }

    private void put(String path, @Nullable Object value) {
        if (value != null) {
            facts.put(path, new Fact(value, value.toString()));
        }
    }

    private void secret(String path, @Nullable Object value) {
        if (value != null) {
            facts.put(path, new Fact(value, "…"));
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
