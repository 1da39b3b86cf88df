package dev.sparkgate.driver.catalog;

import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/** What a branch has dropped of what it begins as: that is still there, and not to be seen any more. */
record Hidden(Set<Namespace> namespaces, Set<TableIdentifier> names) {
    static final Hidden NOTHING = new Hidden(Set.of(), Set.of());

    Hidden {
        namespaces = Set.copyOf(namespaces);
        names = Set.copyOf(names);
    }

    boolean hides(Namespace namespace) {
        return namespaces.contains(namespace);
    }

    boolean hides(TableIdentifier name) {
        return names.contains(name) || hides(name.namespace());
    }

    Hidden and(Set<Namespace> moreNamespaces, Set<TableIdentifier> moreNames) {
        Set<Namespace> hiddenNamespaces = new LinkedHashSet<>(namespaces);
        hiddenNamespaces.addAll(moreNamespaces);
        Set<TableIdentifier> hiddenNames = new LinkedHashSet<>(names);
        hiddenNames.addAll(moreNames);
        return new Hidden(hiddenNamespaces, hiddenNames);
    }
}
