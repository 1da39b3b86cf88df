package dev.sparkgate.namespace;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the sessions of a lease see.
 *
 * @param name for example {@code sjns-search-test-k3f9x2m7qa}
 * @param folder its folder's name below the gateway's root of namespaces; no two leases that must not share have the same
 * @param lifetime when it is dropped
 * @param catalog the sessions' default catalog; null = the driver's own
 * @param database the sessions' database in it
 * @param catalogs the logical catalogs
 */
public record Namespace(
        String name,
        String folder,
        NamespacePolicy.Lifetime lifetime,
        @Nullable String catalog,
        String database,
        Map<String, CatalogSpec> catalogs) {
    /** The database that every namespace has from its start. */
    public static final String DEFAULT_DATABASE = "default";

    public Namespace {
        requireNonNull(name, "name");
        requireNonNull(folder, "folder");
        requireNonNull(lifetime, "lifetime");
        requireNonNull(database, "database");
        catalogs = Collections.unmodifiableMap(new LinkedHashMap<>(catalogs));
    }

    /** Says whether it has a folder on disk. */
    public boolean hasFolder() {
        return catalogs.values().stream().anyMatch(catalog -> catalog.type() == CatalogSpec.Type.ISOLATED);
    }

    /**
     * Refuses settings of a caller that would lead its sessions elsewhere than into this namespace.
     *
     * @throws SparkgateException with {@link ErrorCode#REQUEST_INVALID}
     */
    public void requireForeign(Collection<String> settings) {
        for (String setting : settings) {
            boolean ours = catalogs.keySet().stream()
                    .map(name -> "spark.sql.catalog." + name)
                    .anyMatch(prefix -> setting.equals(prefix) || setting.startsWith(prefix + "."));
            if (ours || catalog != null && setting.equals("spark.sql.defaultCatalog")) {
                throw new SparkgateException(
                        ErrorCode.REQUEST_INVALID,
                        "conf '" + setting
                                + "' is set by the gateway (expected: a setting that is none of the catalogs "
                                + String.join(", ", catalogs.keySet())
                                + "); leave it out, or give a catalog of your own another name");
            }
        }
    }
}
