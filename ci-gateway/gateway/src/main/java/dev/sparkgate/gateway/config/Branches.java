package dev.sparkgate.gateway.config;

import dev.sparkgate.namespace.CatalogSpec;
import dev.sparkgate.namespace.NamespacePolicy;
import dev.sparkgate.route.Environment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The catalogs of type {@code branch}: what they branch off is known once all environments are read. */
final class Branches {
    private final List<Branch> all = new ArrayList<>();

    private record Branch(String environment, String catalog, String of, Section in) {}

    void add(String environment, String catalog, String of, Section in) {
        all.add(new Branch(environment, catalog, of, in));
    }

    /** Returns the environments with each branch led to its base; notes a problem where there is none. */
    Map<String, Environment> resolve(Map<String, Environment> environments) {
        Map<String, Environment> resolved = new LinkedHashMap<>(environments);
        for (Branch branch : all) {
            CatalogSpec spec = resolve(branch, environments);
            if (spec != null) {
                resolved.computeIfPresent(branch.environment(), (name, owner) -> with(owner, branch.catalog(), spec));
            }
        }
        return resolved;
    }

    private static @Nullable CatalogSpec resolve(Branch branch, Map<String, Environment> environments) {
        References.check(branch.in(), "of", "environment", branch.of(), environments.keySet());
        Environment owner = environments.get(branch.environment());
        Environment base = environments.get(branch.of());
        if (owner == null || base == null) {
            return null;
        }
        CatalogSpec beneath = base.namespace().catalogs().get(branch.catalog());
        if (beneath == null) {
            branch.in()
                    .problem(
                            "of",
                            "environment '" + branch.of() + "' has no catalog '" + branch.catalog()
                                    + "' (expected: one of that name); add it there or branch off another environment");
            return null;
        }
        Map<String, String> properties = properties(branch, base, beneath);
        CatalogSpec own = owner.namespace().catalogs().get(branch.catalog());
        return properties == null || own == null
                ? null
                : new CatalogSpec(own.physical(), CatalogSpec.Type.BRANCH, properties);
    }

    private static @Nullable Map<String, String> properties(Branch branch, Environment base, CatalogSpec beneath) {
        Map<String, String> properties = new LinkedHashMap<>(beneath.properties());
        switch (beneath.type()) {
            case ICEBERG_REST -> properties.put("type", "rest");
            case ICEBERG_HADOOP -> properties.put("type", "hadoop");
            case ISOLATED -> {
                if (base.namespace().lifetime() != NamespacePolicy.Lifetime.PERSISTENT) {
                    branch.in()
                            .problem(
                                    "of",
                                    "catalog '" + branch.catalog() + "' of environment '" + branch.of()
                                            + "' is another one for every lease (expected: an isolated one in a persistent"
                                            + " namespace, or iceberg-rest or iceberg-hadoop); fork a lease of it instead");
                    return null;
                }
                properties.putAll(CatalogSpec.branchOf(base.namespace().name(), branch.of()));
            }
            case BRANCH, CONF -> {
                branch.in()
                        .problem(
                                "of",
                                "catalog '" + branch.catalog() + "' of environment '" + branch.of() + "' is of type "
                                        + (beneath.type() == CatalogSpec.Type.CONF ? "conf" : "branch")
                                        + " (expected: isolated, iceberg-rest or iceberg-hadoop); branch off another"
                                        + " environment");
                return null;
            }
        }
        return properties;
    }

    private static Environment with(Environment environment, String catalog, CatalogSpec spec) {
        NamespacePolicy policy = environment.namespace();
        Map<String, CatalogSpec> catalogs = new LinkedHashMap<>(policy.catalogs());
        catalogs.put(catalog, spec);
        return new Environment(
                environment.name(),
                environment.pools(),
                new NamespacePolicy(policy.name(), policy.lifetime(), catalogs),
                environment.fixtures(),
                environment.limits(),
                environment.access());
    }
}
