package dev.sparkgate.namespace;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the namespaces of an environment are named, how long they live and what stands in them.
 *
 * @param name template, for example {@code sjns-{team}-test-{lease}}; knows {@code {team}}, {@code {environment}}, {@code {user}},
 *     {@code {user-hash}}, {@code {lease}} and {@code {job}}
 * @param catalogs by logical name, in the order of the configuration; the first is the sessions' default catalog
 */
public record NamespacePolicy(String name, Lifetime lifetime, Map<String, CatalogSpec> catalogs) {
    public NamespacePolicy {
        requireNonNull(name, "name");
        requireNonNull(lifetime, "lifetime");
        catalogs = Collections.unmodifiableMap(new LinkedHashMap<>(catalogs));
    }

    /** Returns the catalog that sessions start in; null = the driver's own. */
    public @Nullable String defaultCatalog() {
        return catalogs.isEmpty() ? null : catalogs.keySet().iterator().next();
    }

    /** Returns the same policy with other catalogs. */
    public NamespacePolicy with(Map<String, CatalogSpec> others) {
        return new NamespacePolicy(name, lifetime, others);
    }

    /** How long a namespace lives. */
    public enum Lifetime {
        /** Dies with its lease. */
        LEASE,
        /** Stays; each lease that names it sees it again. */
        PERSISTENT,
        /** There is none: sessions are left as the driver makes them. */
        NONE
    }
}
