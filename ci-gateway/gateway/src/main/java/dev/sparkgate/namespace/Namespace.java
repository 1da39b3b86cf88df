package dev.sparkgate.namespace;

import static java.util.Objects.requireNonNull;

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

    /** Returns what is the same but for its name and folder. */
    public Namespace named(String other, String otherFolder) {
        return new Namespace(other, otherFolder, lifetime, catalog, database, catalogs);
    }

    /** Says whether it has a folder on disk. */
    public boolean hasFolder() {
        return catalogs.values().stream().anyMatch(catalog -> catalog.type() == CatalogSpec.Type.ISOLATED);
    }
}
