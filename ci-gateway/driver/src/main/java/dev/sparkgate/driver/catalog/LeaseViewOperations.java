package dev.sparkgate.driver.catalog;

import java.util.Optional;
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
    private final CatalogState state;
    private final TableIdentifier name;
    private final String fullName;

    LeaseViewOperations(Warehouse warehouse, CatalogState state, TableIdentifier name, String fullName) {
        this.warehouse = warehouse;
        this.state = state;
        this.name = name;
        this.fullName = fullName;
    }

    @Override
    protected void doRefresh() {
        Pointers own = state.own();
        Optional<Pointer> pointer = own.find(Kind.VIEW, name);
        if (pointer.isPresent()) {
            refresh(pointer.get());
            return;
        }
        state.viewBeneath(own, name).ifPresentOrElse(this::refresh, this::absent);
    }

    @Override
    protected void doCommit(@Nullable ViewMetadata base, ViewMetadata metadata) {
        String written = writeNewMetadataIfRequired(metadata);
        String expected = base == null ? null : currentMetadataLocation();
        state.update(pointers -> pointers.commit(Kind.VIEW, name, expected, written), name);
    }

    private void refresh(Pointer pointer) {
        if (pointer.inherited()) {
            refreshFromMetadataLocation(
                    pointer.metadata(),
                    null,
                    RETRIES,
                    location -> Inherited.view(ViewMetadataParser.read(io().newInputFile(location)), warehouse));
            return;
        }
        refreshFromMetadataLocation(pointer.metadata());
    }

    private void refresh(ViewMetadata beneath) {
        refreshFromMetadataLocation(
                Beneath.pointer(beneath).metadata(), null, RETRIES, location -> Inherited.view(beneath, warehouse));
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
        return state.io();
    }

    @Override
    protected String viewName() {
        return fullName;
    }
}
