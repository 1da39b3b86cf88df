package dev.sparkgate.namespace;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A logical catalog of an environment.
 *
 * @param physical the name of what stands behind it, for people and reports
 * @param type how it is made for a lease
 * @param properties Spark properties below {@code spark.sql.catalog.NAME.}; for {@link Type#CONF} the key {@code ""} is the
 *     catalog's class; for {@link Type#BRANCH} those of the catalog that it branches off
 */
public record CatalogSpec(String physical, Type type, Map<String, String> properties) {
    private static final String NAMESPACE = "sparkgate.namespace";
    private static final String ENVIRONMENT = "sparkgate.environment";

    public CatalogSpec {
        requireNonNull(physical, "physical");
        requireNonNull(type, "type");
        properties = Map.copyOf(properties);
    }

    /**
     * Returns the properties of a branch of an isolated catalog, which is in a persistent namespace.
     *
     * @param template the name template of the namespaces of that environment
     */
    public static Map<String, String> branchOf(String template, String environment) {
        return Map.of(NAMESPACE, template, ENVIRONMENT, environment);
    }

    /** Returns the same catalog with all names filled in, for a namespace with these variables. */
    public CatalogSpec named(Map<String, String> variables) {
        String template = properties.get(NAMESPACE);
        if (type != Type.BRANCH || template == null) {
            return this;
        }
        Map<String, String> there = new HashMap<>(variables);
        String environment = properties.getOrDefault(ENVIRONMENT, "");
        there.put("environment", environment);
        String folder = NamespaceNaming.persistentFolder(environment, NamespaceName.of(template, there));
        return new CatalogSpec(physical, type, Map.of(NAMESPACE, folder));
    }

    /** Returns the folder's name of the persistent namespace that it branches off; null when it branches off another catalog. */
    @Nullable
    String branchedNamespace() {
        return properties.get(NAMESPACE);
    }

    /** How a logical catalog is made. */
    public enum Type {
        /** A catalog of the lease's own, in its own folder. */
        ISOLATED,
        /** A catalog of the lease's own that begins as another environment's and never changes that one. */
        BRANCH,
        /** An Iceberg REST catalog that others run. */
        ICEBERG_REST,
        /** An Iceberg catalog in a folder that others fill. */
        ICEBERG_HADOOP,
        /** Any Spark catalog, by its properties. */
        CONF;

        /** Says whether what is written to it stands in the namespace's folder. */
        public boolean isInFolder() {
            return this == ISOLATED || this == BRANCH;
        }
    }
}
