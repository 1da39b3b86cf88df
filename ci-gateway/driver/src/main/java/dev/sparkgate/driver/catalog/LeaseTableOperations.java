package dev.sparkgate.driver.catalog;

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
    private final PointerFile file;
    private final FileIO io;
    private final TableIdentifier name;
    private final String fullName;

    LeaseTableOperations(Warehouse warehouse, PointerFile file, FileIO io, TableIdentifier name, String fullName) {
        this.warehouse = warehouse;
        this.file = file;
        this.io = io;
        this.name = name;
        this.fullName = fullName;
    }

    @Override
    protected void doRefresh() {
        file.read().find(Kind.TABLE, name).ifPresentOrElse(this::refresh, this::absent);
    }

    @Override
    protected void doCommit(@Nullable TableMetadata base, TableMetadata metadata) {
        String written = writeNewMetadataIfRequired(base == null, metadata);
        String expected = base == null ? null : base.metadataFileLocation();
        file.update(pointers -> pointers.commit(Kind.TABLE, name, expected, written));
    }

    private void refresh(Pointer pointer) {
        if (pointer.inherited()) {
            refreshFromMetadataLocation(pointer.metadata(), null, RETRIES, this::inherit);
            return;
        }
        refreshFromMetadataLocation(pointer.metadata());
    }

    private TableMetadata inherit(String location) {
        return Inherited.table(TableMetadataParser.read(io.newInputFile(location)), warehouse);
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
        return io;
    }

    @Override
    protected String tableName() {
        return fullName;
    }
}
