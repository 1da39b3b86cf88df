package dev.sparkgate.namespace;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * A logical catalog of an environment.
 *
 * @param physical the name of what stands behind it, for people and reports
 * @param type how it is made for a lease
 * @param properties Spark properties below {@code spark.sql.catalog.NAME.}; for {@link Type#CONF} the key {@code ""} is the
 *     catalog's class
 */
public record CatalogSpec(String physical, Type type, Map<String, String> properties) {
    public CatalogSpec {
        requireNonNull(physical, "physical");
        requireNonNull(type, "type");
        properties = Map.copyOf(properties);
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
