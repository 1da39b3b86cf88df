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
 * @param base what it starts as a fork of; null = empty
 */
public record Namespace(
        String name,
        String folder,
        NamespacePolicy.Lifetime lifetime,
        @Nullable String catalog,
        String database,
        Map<String, CatalogSpec> catalogs,
        @Nullable Base base) {
    /** The database that every namespace has from its start. */
    public static final String DEFAULT_DATABASE = "default";

    public Namespace {
        requireNonNull(name, "name");
        requireNonNull(folder, "folder");
        requireNonNull(lifetime, "lifetime");
        requireNonNull(database, "database");
        catalogs = Collections.unmodifiableMap(new LinkedHashMap<>(catalogs));
    }

    /** Describes one that starts empty. */
    public Namespace(
            String name,
            String folder,
            NamespacePolicy.Lifetime lifetime,
            @Nullable String catalog,
            String database,
            Map<String, CatalogSpec> catalogs) {
        this(name, folder, lifetime, catalog, database, catalogs, null);
    }

    /**
     * What a namespace starts as a fork of: a template or the namespace of a lease.
     *
     * @param folder absolute, or a namespace's folder name below the gateway's root of namespaces
     * @param lease the lease whose namespace it is; null for a template
     * @param outlives whether the fork's lease goes on when that lease ends
     */
    public record Base(String folder, @Nullable String lease, boolean outlives) {
        public Base {
            requireNonNull(folder, "folder");
        }

        /** Returns a template's folder as a base. */
        public static Base template(String folder) {
            return new Base(folder, null, true);
        }
    }

    /** Says whether it has a folder on disk. */
    public boolean hasFolder() {
        return catalogs.values().stream().anyMatch(catalog -> catalog.type().isInFolder());
    }

    /** Returns the same namespace, as a fork. */
    public Namespace on(Base base) {
        return new Namespace(name, folder, lifetime, catalog, database, catalogs, base);
    }
}
