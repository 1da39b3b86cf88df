package dev.sparkgate.driver.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.view.BaseView;
import org.apache.iceberg.view.ViewMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What a branch begins as: the catalog of another environment. Has no method that changes anything, and hands out no table
 * that has.
 *
 * @param vending whether its tables come with a file access of their own, credentials and all
 */
record Beneath(Catalog catalog, SupportsNamespaces namespaces, FileIO io, boolean vending) {
    /** A table, and the way to its files. */
    record FoundTable(TableMetadata metadata, FileIO io) {
        Pointer pointer() {
            return new Pointer(Kind.TABLE, orElse(metadata.metadataFileLocation(), metadata.location()), true);
        }
    }

    /** Opens it by Iceberg's catalog properties; {@code type} is one of Iceberg's, or {@code lease} for a {@link LeaseCatalog}. */
    static Beneath open(String name, Map<String, String> properties, @Nullable Object hadoopConf) {
        String type = properties.getOrDefault("type", "");
        Map<String, String> own = new java.util.HashMap<>(properties);
        if (type.equals("lease")) {
            own.remove("type");
            own.put("catalog-impl", LeaseCatalog.class.getName());
            // What the namespace's own note leads to is open to it.
            Warehouse warehouse = Warehouse.parse(properties.get(CatalogProperties.WAREHOUSE_LOCATION));
            Optional.ofNullable(NamespaceFile.of(warehouse.namespace()).seal())
                    .ifPresent(seal -> own.put(LeaseCatalog.SEAL, seal));
        }
        Catalog catalog = CatalogUtil.buildIcebergCatalog(name, own, hadoopConf);
        if (!(catalog instanceof SupportsNamespaces namespaces)) {
            throw new IllegalArgumentException("catalog " + name + " cannot be branched off: it has no namespaces ("
                    + catalog.getClass().getName() + ")");
        }
        boolean vending = type.equals("rest");
        String io = properties.getOrDefault(
                "io-impl",
                vending ? "org.apache.iceberg.io.ResolvingFileIO" : "org.apache.iceberg.hadoop.HadoopFileIO");
        return new Beneath(catalog, namespaces, CatalogUtil.loadFileIO(io, properties, hadoopConf), vending);
    }

    Optional<Map<String, String>> properties(Namespace namespace) {
        try {
            return Optional.of(namespaces.loadNamespaceMetadata(namespace));
        } catch (NoSuchNamespaceException e) {
            return Optional.empty();
        }
    }

    List<Namespace> children(Namespace parent) {
        try {
            return namespaces.listNamespaces(parent);
        } catch (NoSuchNamespaceException e) {
            return List.of();
        }
    }

    List<TableIdentifier> list(Kind kind, Namespace namespace) {
        try {
            return switch (kind) {
                case TABLE -> catalog.listTables(namespace);
                case VIEW -> catalog instanceof ViewCatalog views ? views.listViews(namespace) : List.of();
            };
        } catch (NoSuchNamespaceException e) {
            return List.of();
        }
    }

    Optional<FoundTable> table(TableIdentifier name) {
        try {
            return catalog.loadTable(name) instanceof BaseTable table
                    ? Optional.of(new FoundTable(table.operations().current(), vending ? table.io() : io))
                    : Optional.empty();
        } catch (NoSuchTableException | NoSuchNamespaceException e) {
            return Optional.empty();
        }
    }

    Optional<ViewMetadata> view(TableIdentifier name) {
        try {
            return catalog instanceof ViewCatalog views && views.loadView(name) instanceof BaseView view
                    ? Optional.of(view.operations().current())
                    : Optional.empty();
        } catch (NoSuchViewException | NoSuchNamespaceException e) {
            return Optional.empty();
        }
    }

    /** Returns the way to the files of a table that the branch has changed already. */
    FileIO io(TableIdentifier name) {
        return vending ? table(name).map(FoundTable::io).orElse(io) : io;
    }

    static Pointer pointer(ViewMetadata view) {
        return new Pointer(Kind.VIEW, orElse(view.metadataFileLocation(), view.location()), true);
    }

    private static String orElse(@Nullable String metadataFile, String location) {
        return metadataFile == null ? location : metadataFile;
    }
}
