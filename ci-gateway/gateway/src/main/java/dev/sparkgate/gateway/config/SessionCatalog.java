package dev.sparkgate.gateway.config;

import dev.sparkgate.namespace.CatalogSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Spark's session catalog, {@code spark_catalog}. As a driver makes it, it is one for all its sessions: two leases that
 * create a database of the same name there would meet. So it becomes a catalog of the lease's own like any other.
 */
enum SessionCatalog {
    /** The lease's own. */
    ISOLATED,
    /** The driver's, shared by all its sessions. */
    DRIVER;

    static final String NAME = "spark_catalog";

    /** Adds it to an environment's catalogs, last: it is no default. */
    Map<String, CatalogSpec> in(Map<String, CatalogSpec> catalogs, String environment) {
        if (this == DRIVER || catalogs.containsKey(NAME)) {
            return catalogs;
        }
        Map<String, CatalogSpec> all = new LinkedHashMap<>(catalogs);
        all.put(NAME, new CatalogSpec(NAME + "-" + environment, CatalogSpec.Type.ISOLATED, Map.of()));
        return all;
    }
}
