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

    /** Returns what is to be kept of a changed state: not what is only seen, but what of it was dropped. */
    Pointers outOf(Pointers own, Pointers changed) {
        Map<TableIdentifier, Pointer> kept = new LinkedHashMap<>(changed.names());
        Set<TableIdentifier> dropped = new LinkedHashSet<>();
        names.forEach((name, pointer) -> {
            boolean seen = !own.names().containsKey(name) && !own.hidden().hides(name);
            if (seen && !changed.names().containsKey(name)) {
                dropped.add(name);
            } else if (seen) {
                kept.remove(name, pointer);
            }
        });
        Set<Namespace> droppedNamespaces = new LinkedHashSet<>(namespaces.keySet());
        droppedNamespaces.removeAll(changed.namespaces().keySet());
        return new Pointers(changed.namespaces(), kept, own.hidden().and(droppedNamespaces, dropped));
    }
}
