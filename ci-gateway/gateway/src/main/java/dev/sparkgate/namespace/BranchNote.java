package dev.sparkgate.namespace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a namespace's branches need.
 *
 * @param catalogs by catalog: the Iceberg properties of what it branches off
 * @param folders the persistent namespaces among that, which must stay and be readable
 */
record BranchNote(Map<String, Map<String, String>> catalogs, List<Path> folders) {
    /** Reads it from a namespace's catalogs; makes the folders of persistent namespaces that nobody has used yet. */
    static BranchNote of(Namespace namespace, Path root) throws IOException {
        Map<String, Map<String, String>> catalogs = new LinkedHashMap<>();
        List<Path> folders = new ArrayList<>();
        for (Map.Entry<String, CatalogSpec> entry : namespace.catalogs().entrySet()) {
            CatalogSpec catalog = entry.getValue();
            if (catalog.type() != CatalogSpec.Type.BRANCH) {
                continue;
            }
            String persistent = catalog.branchedNamespace();
            if (persistent == null) {
                catalogs.put(entry.getKey(), catalog.properties());
                continue;
            }
            NamespaceFolder folder = new NamespaceFolder(Files.createDirectories(root.resolve(persistent)));
            if (!folder.isOpen()) {
                folder.open(new NamespaceNote(
                        NamespacePolicy.Lifetime.PERSISTENT, List.of(), Map.of(), List.of(), Seals.fresh()));
            }
            folders.add(folder.path());
            folders.addAll(folder.note().bases());
            catalogs.put(
                    entry.getKey(),
                    Map.of(
                            "type",
                            "lease",
                            "warehouse",
                            folder.path().resolve(entry.getKey()).toString()));
        }
        return new BranchNote(catalogs, folders.stream().distinct().toList());
    }
}
