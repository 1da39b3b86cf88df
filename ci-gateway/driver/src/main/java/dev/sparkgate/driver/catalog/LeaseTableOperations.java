package dev.sparkgate.driver.catalog;

import java.util.Optional;
import org.apache.iceberg.BaseMetastoreTableOperations;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;

/** Reads and commits one table of a {@link LeaseCatalog}. */
final class LeaseTableOperations extends BaseMetastoreTableOperations {
    private static final int RETRIES = 20;

    private final Warehouse warehouse;
    private final CatalogState state;
    private final TableIdentifier name;
    private final String fullName;
    private @Nullable FileIO io;

    LeaseTableOperations(Warehouse warehouse, CatalogState state, TableIdentifier name, String fullName) {
        this.warehouse = warehouse;
        this.state = state;
        this.name = name;
        this.fullName = fullName;
    }

    @Override
    protected void doRefresh() {
        Pointers own = state.own();
        Optional<Pointer> pointer = own.find(Kind.TABLE, name);
        if (pointer.isPresent()) {
            refresh(pointer.get());
            return;
        }
        state.tableBeneath(own, name).ifPresentOrElse(this::refresh, this::absent);
    }

    @Override
    protected void doCommit(@Nullable TableMetadata base, TableMetadata metadata) {
        String written = writeNewMetadataIfRequired(base == null, metadata);
        String expected = base == null ? null : currentMetadataLocation();
        state.update(pointers -> pointers.commit(Kind.TABLE, name, expected, written), name);
    }

    private void refresh(Pointer pointer) {
        io = state.io(name);
        if (pointer.inherited()) {
            refreshFromMetadataLocation(
                    pointer.metadata(),
                    null,
                    RETRIES,
                    location -> Inherited.table(TableMetadataParser.read(io().newInputFile(location)), warehouse));
            return;
        }
        refreshFromMetadataLocation(pointer.metadata());
    }

    private void refresh(Beneath.FoundTable found) {
        io = state.io(found);
        refreshFromMetadataLocation(
                found.pointer().metadata(), null, RETRIES, location -> Inherited.table(found.metadata(), warehouse));
    }

    /** Leaves a new table to be created, and tells a reader of a dropped one. */
    private void absent() {
        if (currentMetadataLocation() != null) {
            throw Kind.TABLE.absent(name);
        }
        disableRefresh();
    }

    @Override
    public FileIO io() {
        return io == null ? state.io() : io;
    }

    @Override
    protected String tableName() {
        return fullName;
    }
}
