package dev.sparkgate.driver.catalog;

import static java.util.Comparator.comparing;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.jspecify.annotations.Nullable;

/**
 * The whole state of a catalog: its namespaces with their properties, and what each name points to. Tables and views share
 * one space of names. Never changes; each method that changes something returns the new state.
 */
record Pointers(Map<Namespace, Map<String, String>> namespaces, Map<TableIdentifier, Pointer> names) {
    private static final Namespace DEFAULT = Namespace.of("default");

    Pointers {
        namespaces = Collections.unmodifiableMap(new LinkedHashMap<>(namespaces));
        names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
    }

    /** Returns the state that a catalog begins with: the empty namespace {@code default}. */
    static Pointers initial() {
        return new Pointers(Map.of(DEFAULT, Map.of()), Map.of());
    }

    Map<String, String> properties(Namespace namespace) {
        Map<String, String> properties = namespaces.get(namespace);
        if (properties == null) {
            throw new NoSuchNamespaceException("Namespace does not exist: %s", namespace);
        }
        return properties;
    }

    /** Returns the children of a namespace; a namespace exists for this purpose when anything below it does. */
    List<Namespace> children(Namespace parent) {
        int depth = parent.length();
        List<Namespace> children = namespaces.keySet().stream()
                .filter(namespace -> isBelow(namespace, parent))
                .map(namespace -> Namespace.of(Arrays.copyOf(namespace.levels(), depth + 1)))
                .distinct()
                .sorted(comparing(Namespace::toString))
                .toList();
        if (children.isEmpty() && !parent.isEmpty() && !namespaces.containsKey(parent)) {
            throw new NoSuchNamespaceException("Namespace does not exist: %s", parent);
        }
        return children;
    }

    List<TableIdentifier> list(Kind kind, Namespace namespace) {
        if (!namespace.isEmpty()) {
            properties(namespace);
        }
        return names(namespace)
                .filter(name -> find(kind, name).isPresent())
                .sorted(comparing(TableIdentifier::toString))
                .toList();
    }

    /** Returns what a table or view points to; empty when there is no such name or it is of the other kind. */
    Optional<Pointer> find(Kind kind, TableIdentifier name) {
        return Optional.ofNullable(names.get(name)).filter(pointer -> pointer.kind() == kind);
    }

    /** Returns the same state as another namespace sees it, which starts with a copy of it. */
    Pointers inherit() {
        Map<TableIdentifier, Pointer> inherited = new LinkedHashMap<>();
        names.forEach((name, pointer) -> inherited.put(name, pointer.inherit()));
        return new Pointers(namespaces, inherited);
    }

    /** Tells whether some table or view keeps its metadata below a folder. */
    boolean usesFolder(String folder) {
        return names.values().stream()
                .anyMatch(pointer -> pointer.metadata().regionMatches(true, 0, folder + "/", 0, folder.length() + 1));
    }

    Pointers create(Namespace namespace, Map<String, String> properties) {
        if (namespaces.containsKey(namespace)) {
            throw new AlreadyExistsException("Cannot create namespace %s. Namespace already exists", namespace);
        }
        return with(namespace, properties);
    }

    /** Replaces the properties of a namespace. */
    Pointers with(Namespace namespace, Map<String, String> properties) {
        Map<Namespace, Map<String, String>> changed = new LinkedHashMap<>(namespaces);
        changed.put(namespace, Map.copyOf(properties));
        return new Pointers(changed, names);
    }

    Pointers drop(Namespace namespace) {
        if (namespaces.keySet().stream().anyMatch(other -> isBelow(other, namespace))) {
            throw new NamespaceNotEmptyException("Namespace %s is not empty: it has namespaces below it", namespace);
        }
        Optional<TableIdentifier> inside = names(namespace).findFirst();
        if (inside.isPresent()) {
            throw new NamespaceNotEmptyException(
                    "Namespace %s is not empty: it holds %s",
                    namespace, inside.get().name());
        }
        Map<Namespace, Map<String, String>> changed = new LinkedHashMap<>(namespaces);
        changed.remove(namespace);
        return new Pointers(changed, names);
    }

    /**
     * Moves a pointer from one metadata file to the next.
     *
     * @param expected the metadata file that the change was made from; null to create the table or view
     * @throws CommitFailedException when somebody else has moved it since; Iceberg then tries again from the newer state
     */
    Pointers commit(Kind kind, TableIdentifier name, @Nullable String expected, String metadata) {
        Pointer current = names.get(name);
        if (current != null && current.kind() != kind) {
            throw new AlreadyExistsException(
                    "%s with same name already exists: %s", current.kind().label(), name);
        }
        if (expected == null) {
            if (current != null) {
                throw new AlreadyExistsException("%s already exists: %s", kind.label(), name);
            }
            requireNamespace(name, "Cannot create " + name);
        } else if (current == null) {
            throw kind.absent(name);
        } else if (!current.metadata().equals(expected)) {
            throw new CommitFailedException(
                    "Cannot commit to %s %s: its metadata has been changed from %s to %s by another session",
                    kind.label(), name, expected, current.metadata());
        }
        Map<TableIdentifier, Pointer> changed = new LinkedHashMap<>(names);
        changed.put(name, new Pointer(kind, metadata));
        return new Pointers(namespaces, changed);
    }

    Pointers rename(Kind kind, TableIdentifier from, TableIdentifier to) {
        String problem = "Cannot rename " + from + " to " + to;
        requireNamespace(to, problem);
        Pointer pointer = find(kind, from).orElseThrow(() -> kind.absent(from));
        if (from.equals(to)) {
            return this;
        }
        Pointer taken = names.get(to);
        if (taken != null) {
            throw new AlreadyExistsException(
                    "%s. %s already exists", problem, taken.kind().label());
        }
        Map<TableIdentifier, Pointer> changed = new LinkedHashMap<>(names);
        changed.remove(from);
        changed.put(to, pointer);
        return new Pointers(namespaces, changed);
    }

    Pointers drop(Kind kind, TableIdentifier name) {
        if (find(kind, name).isEmpty()) {
            return this;
        }
        Map<TableIdentifier, Pointer> changed = new LinkedHashMap<>(names);
        changed.remove(name);
        return new Pointers(namespaces, changed);
    }

    private void requireNamespace(TableIdentifier name, String problem) {
        if (!namespaces.containsKey(name.namespace())) {
            throw new NoSuchNamespaceException("%s. Namespace does not exist: %s", problem, name.namespace());
        }
    }

    private Stream<TableIdentifier> names(Namespace namespace) {
        return names.keySet().stream().filter(name -> name.namespace().equals(namespace));
    }

    private static boolean isBelow(Namespace namespace, Namespace parent) {
        int depth = parent.length();
        return namespace.length() > depth && Arrays.equals(namespace.levels(), 0, depth, parent.levels(), 0, depth);
    }
}
