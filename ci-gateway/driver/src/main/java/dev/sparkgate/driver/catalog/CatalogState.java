package dev.sparkgate.driver.catalog;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.view.ViewMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What a catalog holds: its own pointers and, in a branch, all that it does not hide of what it begins as. What lies beneath
 * is asked for nothing but what a step needs, and never under the file's lock.
 */
final class CatalogState {
    private final PointerFile file;
    private final Reach reach;
    private final FileIO io;
    private final @Nullable Beneath beneath;

    /** Holds the pointers of {@code file}; {@code beneath} is null unless it is a branch. */
    CatalogState(PointerFile file, Reach reach, FileIO elsewhere, @Nullable Beneath beneath) {
        this.file = file;
        this.reach = reach;
        this.io = new LeaseFileIO(reach, elsewhere);
        this.beneath = beneath;
    }

    /** Returns the file access for what is not beneath. */
    FileIO io() {
        return io;
    }

    /** Returns the file access for a table of the branch's own, which may have files beneath. */
    FileIO io(TableIdentifier name) {
        return beneath == null ? io : new LeaseFileIO(reach, beneath.io(name));
    }

    FileIO io(Beneath.FoundTable found) {
        return new LeaseFileIO(reach, found.io());
    }

    Pointers own() {
        return file.read();
    }

    /** Returns the state as far as it concerns a namespace itself. */
    Pointers around(Namespace namespace) {
        return imports(namespace).into(file.read());
    }

    /** Returns the state as far as it concerns a namespace and the namespaces in it. */
    Pointers below(Namespace namespace) {
        return withChildren(namespace).into(file.read());
    }

    /** Returns the state as far as it concerns a namespace and the names in it. */
    Pointers inside(Namespace namespace) {
        return withNames(namespace).into(file.read());
    }

    /** Returns a table of what lies beneath, when that is what its name stands for. */
    Optional<Beneath.FoundTable> tableBeneath(Pointers own, TableIdentifier name) {
        return beneath == null || isDecided(own, name) ? Optional.empty() : beneath.table(name);
    }

    Optional<ViewMetadata> viewBeneath(Pointers own, TableIdentifier name) {
        return beneath == null || isDecided(own, name) ? Optional.empty() : beneath.view(name);
    }

    /** Changes namespaces: what is in them counts when they are dropped. */
    boolean update(Namespace namespace, boolean whole, UnaryOperator<Pointers> change) {
        return update(whole ? withChildren(namespace).and(withNames(namespace)) : imports(namespace), change);
    }

    /** Changes what names point to. */
    boolean update(UnaryOperator<Pointers> change, TableIdentifier... names) {
        Imports imports = Imports.NOTHING;
        for (TableIdentifier name : names) {
            imports = imports.and(imports(name.namespace())).and(imports(name));
        }
        return update(imports, change);
    }

    private boolean update(Imports imports, UnaryOperator<Pointers> change) {
        return file.update(own -> {
            Pointers seen = imports.into(own);
            Pointers changed = change.apply(seen);
            if (beneath == null) {
                return changed;
            }
            return changed.equals(seen) ? own : imports.outOf(own, changed);
        });
    }

    private Imports imports(TableIdentifier name) {
        if (beneath == null || isDecided(file.read(), name)) {
            return Imports.NOTHING;
        }
        Optional<Pointer> found = beneath.table(name)
                .map(Beneath.FoundTable::pointer)
                .or(() -> beneath.view(name).map(Beneath::pointer));
        return found.map(pointer -> new Imports(Map.of(), Map.of(name, pointer)))
                .orElse(Imports.NOTHING);
    }

    private Imports imports(Namespace namespace) {
        if (beneath == null || namespace.isEmpty()) {
            return Imports.NOTHING;
        }
        return beneath.properties(namespace)
                .map(properties -> new Imports(Map.of(namespace, properties), Map.of()))
                .orElse(Imports.NOTHING);
    }

    private Imports withChildren(Namespace namespace) {
        if (beneath == null) {
            return Imports.NOTHING;
        }
        Map<Namespace, Map<String, String>> found = new LinkedHashMap<>();
        beneath.children(namespace).forEach(child -> found.put(child, Map.of()));
        return imports(namespace).and(new Imports(found, Map.of()));
    }

    private Imports withNames(Namespace namespace) {
        if (beneath == null) {
            return Imports.NOTHING;
        }
        Map<TableIdentifier, Pointer> found = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            // Where they point to does not matter to those who only want to know their names.
            beneath.list(kind, namespace).forEach(name -> found.putIfAbsent(name, new Pointer(kind, "", true)));
        }
        return imports(namespace).and(new Imports(Map.of(), found));
    }

    private static boolean isDecided(Pointers own, TableIdentifier name) {
        return own.names().containsKey(name) || own.hidden().hides(name);
    }
}
