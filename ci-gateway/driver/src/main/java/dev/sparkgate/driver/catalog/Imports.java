package dev.sparkgate.driver.catalog;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/** What a branch sees of what it begins as, as far as one step needs it. */
record Imports(Map<Namespace, Map<String, String>> namespaces, Map<TableIdentifier, Pointer> names) {
    static final Imports NOTHING = new Imports(Map.of(), Map.of());

    Imports and(Imports more) {
        Map<Namespace, Map<String, String>> allNamespaces = new LinkedHashMap<>(namespaces);
        more.namespaces.forEach(allNamespaces::putIfAbsent);
        Map<TableIdentifier, Pointer> allNames = new LinkedHashMap<>(names);
        more.names.forEach(allNames::putIfAbsent);
        return new Imports(allNamespaces, allNames);
    }

    /** Returns the state with all of this that is not hidden in it and not its own already. */
    Pointers into(Pointers own) {
        Map<Namespace, Map<String, String>> allNamespaces = new LinkedHashMap<>(own.namespaces());
        namespaces.forEach((namespace, properties) -> {
            if (!own.hidden().hides(namespace)) {
                allNamespaces.putIfAbsent(namespace, properties);
            }
        });
        Map<TableIdentifier, Pointer> allNames = new LinkedHashMap<>(own.names());
        names.forEach((name, pointer) -> {
            if (!own.hidden().hides(name)) {
                allNames.putIfAbsent(name, pointer);
            }
        });
        return new Pointers(allNamespaces, allNames, own.hidden());
    }

    /** Returns what a branch keeps of a changed state: not what it only sees, but what is not to be seen any more. */
    Pointers outOf(Pointers own, Pointers changed) {
        Pointers seen = into(own);
        Map<TableIdentifier, Pointer> kept = new LinkedHashMap<>(changed.names());
        names.forEach((name, pointer) -> {
            if (!own.names().containsKey(name)) {
                kept.remove(name, pointer);
            }
        });
        // Also what it had made its own: the name may stand for something beneath.
        Set<TableIdentifier> droppedNames = new LinkedHashSet<>(seen.names().keySet());
        droppedNames.removeAll(changed.names().keySet());
        Set<Namespace> droppedNamespaces = new LinkedHashSet<>(seen.namespaces().keySet());
        droppedNamespaces.removeAll(changed.namespaces().keySet());
        return new Pointers(changed.namespaces(), kept, own.hidden().and(droppedNamespaces, droppedNames));
    }
}
