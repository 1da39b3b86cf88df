package dev.sparkgate.driver.catalog;

import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.view.BaseViewOperations;
import org.apache.iceberg.view.ViewMetadata;
import org.apache.iceberg.view.ViewMetadataParser;
import org.jspecify.annotations.Nullable;

/** Reads and commits one view of a {@link LeaseCatalog}. */
final class LeaseViewOperations extends BaseViewOperations {
    private static final int RETRIES = 20;

    private final Warehouse warehouse;
    private final PointerFile file;
    private final FileIO io;
    private final TableIdentifier name;
    private final String fullName;

    LeaseViewOperations(Warehouse warehouse, PointerFile file, FileIO io, TableIdentifier name, String fullName) {
        this.warehouse = warehouse;
        this.file = file;
        this.io = io;
        this.name = name;
        this.fullName = fullName;
    }

    @Override
    protected void doRefresh() {
        file.read().find(Kind.VIEW, name).ifPresentOrElse(this::refresh, this::absent);
    }

    @Override
    protected void doCommit(@Nullable ViewMetadata base, ViewMetadata metadata) {
        String written = writeNewMetadataIfRequired(metadata);
        String expected = base == null ? null : currentMetadataLocation();
        file.update(pointers -> pointers.commit(Kind.VIEW, name, expected, written));
    }

    private void refresh(Pointer pointer) {
        if (pointer.inherited()) {
            refreshFromMetadataLocation(pointer.metadata(), null, RETRIES, this::inherit);
            return;
        }
        refreshFromMetadataLocation(pointer.metadata());
    }

    private ViewMetadata inherit(String location) {
        return Inherited.view(ViewMetadataParser.read(io.newInputFile(location)), warehouse);
    }

    /** Leaves a new view to be created, and tells a reader of a dropped one. */
    private void absent() {
        if (currentMetadataLocation() != null) {
            throw Kind.VIEW.absent(name);
        }
        disableRefresh();
    }

    @Override
    protected FileIO io() {
        return io;
    }

    @Override
    protected String viewName() {
        return fullName;
    }
}
