package dev.sparkgate.driver.catalog;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.hadoop.Configurable;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.view.BaseMetastoreViewCatalog;
import org.apache.iceberg.view.ViewOperations;
import org.jspecify.annotations.Nullable;

/**
 * An Iceberg catalog whose whole state is the file {@code catalog.json} in its {@code warehouse} folder, which is made on
 * first use with the namespace {@code default}.
 *
 * <p>Any number of catalogs, of any number of sessions, work on one warehouse at once: each reads the file anew, and
 * commits are compare-and-swap. It holds nothing open, for Spark never closes a session's catalogs.
 *
 * <p>A copy of that file in the folder of another namespace makes a fork: what it points to is inherited, read where it is
 * and written anew in the fork's own folder. How files are reached is not the session's to choose: {@code io-impl} is not
 * obeyed.
 */
public final class LeaseCatalog extends BaseMetastoreViewCatalog implements SupportsNamespaces, Configurable<Object> {
    private String name = "lease";
    private Map<String, String> properties = Map.of();
    private @Nullable Object hadoopConf;
    private @Nullable Opened opened;

    /** What {@link #initialize} has opened. */
    private record Opened(Warehouse warehouse, PointerFile file, FileIO io) {}

    /** Makes a catalog that {@link #initialize} completes: Iceberg creates catalogs by name. */
    public LeaseCatalog() {}

    @Override
    public void setConf(Object conf) {
        this.hadoopConf = conf;
    }

    /**
     * Opens the catalog.
     *
     * @param properties of Iceberg's catalog properties {@code warehouse} is needed: a folder of the driver's machine whose
     *     parent exists
     * @throws IllegalArgumentException when the warehouse is anything else
     */
    @Override
    public void initialize(String name, Map<String, String> properties) {
        this.name = name;
        this.properties = Map.copyOf(properties);
        Warehouse warehouse = Warehouse.parse(properties.get(CatalogProperties.WAREHOUSE_LOCATION));
        NamespaceFile namespace = NamespaceFile.of(warehouse.namespace());
        warehouse.create();
        PointerFile file = new PointerFile(warehouse.pointers(), warehouse.namespace());
        file.createIfAbsent();
        Reach reach = new Reach(warehouse.namespace(), namespace.bases(), false);
        this.opened = new Opened(warehouse, file, new LeaseFileIO(reach, hadoop(properties)));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    protected Map<String, String> properties() {
        return properties;
    }

    @Override
    public void createNamespace(Namespace namespace, Map<String, String> metadata) {
        update(pointers -> pointers.create(namespace, metadata));
    }

    @Override
    public boolean namespaceExists(Namespace namespace) {
        return read().namespaces().containsKey(namespace);
    }

    @Override
    public List<Namespace> listNamespaces(Namespace parent) {
        return read().children(parent);
    }

    @Override
    public Map<String, String> loadNamespaceMetadata(Namespace namespace) {
        return read().properties(namespace);
    }

    @Override
    public boolean setProperties(Namespace namespace, Map<String, String> added) {
        return changeProperties(namespace, map -> map.putAll(added));
    }

    @Override
    public boolean removeProperties(Namespace namespace, Set<String> removed) {
        return changeProperties(namespace, map -> map.keySet().removeAll(removed));
    }

    @Override
    public boolean dropNamespace(Namespace namespace) {
        return update(pointers -> pointers.drop(namespace));
    }

    @Override
    public List<TableIdentifier> listTables(Namespace namespace) {
        return read().list(Kind.TABLE, namespace);
    }

    @Override
    public void renameTable(TableIdentifier from, TableIdentifier to) {
        update(pointers -> pointers.rename(Kind.TABLE, from, to));
    }

    @Override
    public boolean dropTable(TableIdentifier table, boolean purge) {
        TableOperations operations = newTableOps(table);
        TableMetadata last = purge ? operations.current() : null;
        boolean dropped = update(pointers -> pointers.drop(Kind.TABLE, table));
        if (dropped && last != null) {
            CatalogUtil.dropTableData(operations.io(), last);
        }
        return dropped;
    }

    @Override
    public List<TableIdentifier> listViews(Namespace namespace) {
        return read().list(Kind.VIEW, namespace);
    }

    @Override
    public void renameView(TableIdentifier from, TableIdentifier to) {
        update(pointers -> pointers.rename(Kind.VIEW, from, to));
    }

    @Override
    public boolean dropView(TableIdentifier view) {
        return update(pointers -> pointers.drop(Kind.VIEW, view));
    }

    @Override
    protected TableOperations newTableOps(TableIdentifier table) {
        return new LeaseTableOperations(
                opened().warehouse(), opened().file(), opened().io(), table, fullTableName(name, table));
    }

    @Override
    protected ViewOperations newViewOps(TableIdentifier view) {
        return new LeaseViewOperations(
                opened().warehouse(), opened().file(), opened().io(), view, fullTableName(name, view));
    }

    @Override
    protected String defaultWarehouseLocation(TableIdentifier table) {
        return opened().warehouse().location(table, read());
    }

    @Override
    public void close() throws IOException {
        super.close();
        if (opened != null) {
            opened.io().close();
        }
    }

    private FileIO hadoop(Map<String, String> properties) {
        return CatalogUtil.loadFileIO(HadoopFileIO.class.getName(), properties, hadoopConf);
    }

    private boolean changeProperties(Namespace namespace, Consumer<Map<String, String>> change) {
        return update(pointers -> {
            Map<String, String> changed = new HashMap<>(pointers.properties(namespace));
            change.accept(changed);
            return pointers.with(namespace, changed);
        });
    }

    private Pointers read() {
        return opened().file().read();
    }

    /** Returns whether anything has changed. */
    private boolean update(UnaryOperator<Pointers> change) {
        return opened().file().update(change);
    }

    private Opened opened() {
        if (opened == null) {
            throw new IllegalStateException("catalog " + name + " is not initialized");
        }
        return opened;
    }
}
