package dev.sparkgate.gateway.config;

import dev.sparkgate.gateway.config.GatewayConfig.Cluster;
import dev.sparkgate.gateway.config.GatewayConfig.Cluster.StaticCluster;
import dev.sparkgate.namespace.CatalogSpec;
import dev.sparkgate.namespace.NamespacePolicy;
import dev.sparkgate.pool.PoolPolicy;
import dev.sparkgate.route.Environment.PoolShare;
import java.util.List;
import java.util.Map;

/** Knows which pools' drivers have Iceberg. */
record IcebergPools(Map<String, PoolPolicy> pools, Map<String, Cluster> clusters) {
    /** Iceberg has no runtime for it yet, and its 4.1 one fails there at the first statement. */
    private static final String NONE_FOR = "4.2";

    /** Says whether all drivers have what a session catalog of a lease's own is made of: Iceberg and our catalog. */
    boolean ownSessions(List<PoolShare> shares) {
        return shares.stream()
                .map(share -> pools.get(share.pool()))
                .allMatch(pool -> pool != null
                        && !(clusters.get(pool.cluster()) instanceof StaticCluster)
                        && !pool.profile().spark().startsWith(NONE_FOR));
    }

    /** Notes a problem where an environment has Iceberg catalogs and a pool has no Iceberg. */
    void check(Section in, String environment, List<PoolShare> shares, NamespacePolicy namespace) {
        boolean iceberg =
                namespace.catalogs().values().stream().anyMatch(catalog -> catalog.type() != CatalogSpec.Type.CONF);
        if (!iceberg) {
            return;
        }
        shares.stream()
                .map(share -> pools.get(share.pool()))
                .filter(pool -> pool != null && pool.profile().spark().startsWith(NONE_FOR))
                .forEach(pool -> in.problem(
                        "pools",
                        "environment '" + environment + "' has Iceberg catalogs on pool '" + pool.name() + "' of Spark "
                                + pool.profile().spark()
                                + ", for which there is no Iceberg yet (expected: Spark 4.0 or 4.1); choose another pool, or "
                                + "catalogs of type conf or a namespace of lifetime none"));
    }
}
