package dev.sparkgate.namespace;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Says which namespace a lease gets.
 *
 * @param environment the name of the environment
 * @param job what {@code {job}} stands for; a lease without a job is one of its own
 */
public record NamespaceNaming(String environment, String team, String user, String lease, String job) {
    /**
     * Returns the namespace of the lease by the environment's policy. Its folder is the lease's alone, or for a persistent
     * one that of its name in its environment; a dot, which no name has, keeps the two kinds apart.
     */
    public Namespace by(NamespacePolicy policy) {
        if (policy.lifetime() == NamespacePolicy.Lifetime.NONE) {
            return new Namespace("none", "none", policy.lifetime(), null, Namespace.DEFAULT_DATABASE, Map.of());
        }
        String name = NamespaceName.of(policy.name(), variables());
        Map<String, CatalogSpec> catalogs = new LinkedHashMap<>();
        policy.catalogs().forEach((logical, spec) -> catalogs.put(logical, spec.named(variables())));
        return new Namespace(
                name,
                folder(name, policy.lifetime()),
                policy.lifetime(),
                policy.defaultCatalog(),
                Namespace.DEFAULT_DATABASE,
                catalogs);
    }

    private String folder(String name, NamespacePolicy.Lifetime lifetime) {
        if (lifetime == NamespacePolicy.Lifetime.PERSISTENT) {
            return persistentFolder(environment, name);
        }
        return name.contains(lease) ? name : name + "-" + lease;
    }

    /** Returns the folder's name of an environment's persistent namespace. */
    static String persistentFolder(String environment, String name) {
        return environment + "." + name;
    }

    /** Returns what templates of names may mention. */
    public Map<String, String> variables() {
        return Map.of(
                "team",
                team,
                "environment",
                environment,
                "user",
                user,
                "user-hash",
                NamespaceName.hash(user),
                "lease",
                lease,
                "job",
                job);
    }
}
