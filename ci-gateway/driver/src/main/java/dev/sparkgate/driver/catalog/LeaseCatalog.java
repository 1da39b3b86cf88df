package dev.sparkgate.driver.catalog;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
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
 * and written anew in the fork's own folder. A branch begins as a catalog of another environment: what it has not changed is
 * that one's as it is now. How files are reached is not the session's to choose: {@code io-impl} is not
 * obeyed.
 */
public final class LeaseCatalog extends BaseMetastoreViewCatalog implements SupportsNamespaces, Configurable<Object> {
    /** The catalog property by which a session shows that the namespace is its own. */
    static final String SEAL = "seal";

    private String name = "lease";
    private Map<String, String> properties = Map.of();
    private @Nullable Object hadoopConf;
    private @Nullable Opened opened;

    /** What {@link #initialize} has opened. */
    private record Opened(Warehouse warehouse, CatalogState state) {}

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
     *     parent exists; and {@code seal}, where the namespace has one
     * @throws IllegalArgumentException when the warehouse is anything else
     * @throws org.apache.iceberg.exceptions.ForbiddenException when the seal is not the namespace's
     */
    @Override
    public void initialize(String name, Map<String, String> properties) {
        this.name = name;
        this.properties = Map.copyOf(properties);
        Warehouse warehouse = Warehouse.parse(properties.get(CatalogProperties.WAREHOUSE_LOCATION));
        NamespaceFile namespace = NamespaceFile.of(warehouse.namespace());
        namespace.admit(name, properties.get(SEAL));
        warehouse.create();
        PointerFile file = new PointerFile(warehouse.pointers(), warehouse.namespace());
        file.createIfAbsent();
        Map<String, String> branch = namespace.branches().get(warehouse.catalog());
        Beneath beneath = branch == null ? null : Beneath.open(name, branch, hadoopConf);
        Reach reach = new Reach(warehouse.namespace(), namespace.bases(), beneath != null);
        FileIO hadoop = CatalogUtil.loadFileIO(HadoopFileIO.class.getName(), properties, hadoopConf);
        this.opened =
                new Opened(warehouse, new CatalogState(file, reach, beneath == null ? hadoop : beneath.io(), beneath));
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
        state().update(namespace, false, pointers -> pointers.create(namespace, metadata));
    }

    @Override
    public boolean namespaceExists(Namespace namespace) {
        return state().around(namespace).namespaces().containsKey(namespace);
    }

    @Override
    public List<Namespace> listNamespaces(Namespace parent) {
        return state().below(parent).children(parent);
    }

    @Override
    public Map<String, String> loadNamespaceMetadata(Namespace namespace) {
        return state().around(namespace).properties(namespace);
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
        return state().update(namespace, true, pointers -> pointers.drop(namespace));
    }

    @Override
    public List<TableIdentifier> listTables(Namespace namespace) {
        return state().inside(namespace).list(Kind.TABLE, namespace);
    }

    @Override
    public void renameTable(TableIdentifier from, TableIdentifier to) {
        state().update(pointers -> pointers.rename(Kind.TABLE, from, to), from, to);
    }

    @Override
    public boolean dropTable(TableIdentifier table, boolean purge) {
        TableOperations operations = newTableOps(table);
        TableMetadata last = purge ? operations.current() : null;
        boolean dropped = state().update(pointers -> pointers.drop(Kind.TABLE, table), table);
        if (dropped && last != null) {
            CatalogUtil.dropTableData(operations.io(), last);
        }
        return dropped;
    }

    @Override
    public List<TableIdentifier> listViews(Namespace namespace) {
        return state().inside(namespace).list(Kind.VIEW, namespace);
    }

    @Override
    public void renameView(TableIdentifier from, TableIdentifier to) {
        state().update(pointers -> pointers.rename(Kind.VIEW, from, to), from, to);
    }

    @Override
    public boolean dropView(TableIdentifier view) {
        return state().update(pointers -> pointers.drop(Kind.VIEW, view), view);
    }

    @Override
    protected TableOperations newTableOps(TableIdentifier table) {
        return new LeaseTableOperations(opened().warehouse(), opened().state(), table, fullTableName(name, table));
    }

    @Override
    protected ViewOperations newViewOps(TableIdentifier view) {
        return new LeaseViewOperations(opened().warehouse(), opened().state(), view, fullTableName(name, view));
    }

    @Override
    protected String defaultWarehouseLocation(TableIdentifier table) {
        return opened().warehouse().location(table, state().own());
    }

    @Override
    public void close() throws IOException {
        super.close();
        if (opened != null) {
            opened.state().io().close();
        }
    }

    private boolean changeProperties(Namespace namespace, Consumer<Map<String, String>> change) {
        return state().update(namespace, false, pointers -> {
            Map<String, String> changed = new HashMap<>(pointers.properties(namespace));
            change.accept(changed);
            return pointers.with(namespace, changed);
        });
    }

    private CatalogState state() {
        return opened().state();
    }

    private Opened opened() {
        if (opened == null) {
            throw new IllegalStateException("catalog " + name + " is not initialized");
        }
        return opened;
    }
}
