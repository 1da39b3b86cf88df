package dev.sparkgate.gateway.config;

import dev.sparkgate.namespace.CatalogSpec;
import dev.sparkgate.namespace.NamespacePolicy;
import dev.sparkgate.namespace.NamespacePolicy.Lifetime;
import java.util.Map;
import java.util.Set;

/**
 * Reads {@code namespace} and {@code catalogs} of an environment.
 *
 * @param ownSessions whether all drivers of the environment can give a lease a session catalog of its own
 */
record NamespaceReader(String environment, boolean ownSessions, Branches branches) {
    private static final Scalar<SessionCatalog> SESSION_CATALOG = Scalars.choice("a choice", SessionCatalog.class);
    private static final Scalar<Lifetime> LIFETIME = Scalars.choice("a lifetime", Lifetime.class);
    private static final Set<String> OF_ONE_LEASE = Set.of("lease", "job");
    private static final Set<String> OF_ONE_CALLER = Set.of("lease", "job", "user", "user-hash");

    private record Naming(String name, Lifetime lifetime, SessionCatalog sessionCatalog) {}

    NamespacePolicy read(Section in) {
        Naming naming = in.section("namespace", "What the sessions of a lease see.", this::naming);
        Map<String, CatalogSpec> catalogs = in.sections(
                "catalogs",
                Scalars.CATALOG_NAME,
                "What stands behind the catalog names that queries use; the first is the default catalog. Default: pedregal, isolated.",
                (name, catalog) -> new CatalogReader(environment, branches).read(name, catalog));
        Map<String, CatalogSpec> all = orDefault(in, naming.lifetime(), catalogs);
        return new NamespacePolicy(
                naming.name(),
                naming.lifetime(),
                naming.lifetime() == Lifetime.NONE
                        ? all
                        : naming.sessionCatalog().in(all, environment));
    }

    private Map<String, CatalogSpec> orDefault(Section in, Lifetime lifetime, Map<String, CatalogSpec> catalogs) {
        if (lifetime == Lifetime.NONE) {
            if (in.has("catalogs")) {
                in.problem(
                        "catalogs",
                        "have no meaning with namespace.lifetime 'none' (expected: lifetime lease or persistent); remove them");
            }
            return Map.of();
        }
        return catalogs.isEmpty() ? EmbeddedDefaults.catalogs(environment) : catalogs;
    }

    private Naming naming(Section in) {
        Lifetime lifetime = in.value(
                "lifetime",
                LIFETIME,
                Lifetime.LEASE,
                "lease: dies with its lease; persistent: stays; none: sessions are left as the driver makes them.");
        String usual = lifetime == Lifetime.LEASE ? EmbeddedDefaults.NAMESPACE : "sjns-{team}-{environment}";
        String name = in.value(
                "name",
                Scalars.TEXT,
                usual,
                "Template of the namespace's name; knows " + NameTemplate.VARIABLES_SHOWN + ".");
        NameTemplate.problem(name).ifPresent(problem -> in.problem("name", problem));
        Set<String> variables = NameTemplate.variables(name);
        if (lifetime == Lifetime.LEASE && OF_ONE_CALLER.stream().noneMatch(variables::contains)) {
            in.problem(
                    "name",
                    "'" + name + "' is the same for every lease of a team while lifetime is 'lease'"
                            + " (expected: one of {lease}, {job}, {user}, {user-hash} in it); add {lease} or make it persistent");
        }
        if (lifetime == Lifetime.PERSISTENT && OF_ONE_LEASE.stream().anyMatch(variables::contains)) {
            in.problem(
                    "name",
                    "'" + name + "' is another one for every lease while lifetime is 'persistent'"
                            + " (expected: neither {lease} nor {job} in it); remove them or set lifetime: lease");
        }
        return new Naming(name, lifetime, sessionCatalog(in, lifetime));
    }

    private SessionCatalog sessionCatalog(Section in, Lifetime lifetime) {
        SessionCatalog chosen = in.optional(
                "session-catalog",
                SESSION_CATALOG,
                "isolated: spark_catalog is the lease's own; driver: it is shared by all sessions of a driver. "
                        + "Default: isolated, where the drivers are launched by the gateway and Iceberg is there.");
        if (chosen != null && lifetime == Lifetime.NONE) {
            in.problem(
                    "session-catalog",
                    "has no meaning with namespace.lifetime 'none' (expected: lifetime lease or persistent); remove it");
        }
        if (chosen == SessionCatalog.ISOLATED && lifetime != Lifetime.NONE && !ownSessions) {
            in.problem(
                    "session-catalog",
                    "'isolated' is not possible on the pools of environment '" + environment
                            + "' (expected: pools of clusters whose drivers the gateway launches, of Spark 4.0 or 4.1);"
                            + " choose 'driver' or other pools");
        }
        if (chosen != null) {
            return chosen;
        }
        return ownSessions ? SessionCatalog.ISOLATED : SessionCatalog.DRIVER;
    }
}
