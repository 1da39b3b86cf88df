package dev.sparkgate.driver.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.view.ViewMetadata;

/**
 * Makes a table or view of another namespace one of this: it keeps all it has, and writes what comes in this namespace's
 * warehouse. Nothing is stored by this; the first commit does.
 */
final class Inherited {
    /** Properties that say where to write, whatever the table's location is. */
    @SuppressWarnings("deprecation") // Iceberg itself still obeys the old ones
    private static final Set<String> WRITE_PATHS = Set.of(
            TableProperties.WRITE_DATA_LOCATION,
            TableProperties.WRITE_METADATA_LOCATION,
            TableProperties.WRITE_FOLDER_STORAGE_LOCATION,
            TableProperties.OBJECT_STORE_PATH);

    private Inherited() {}

    static TableMetadata table(TableMetadata metadata, Warehouse warehouse) {
        Set<String> paths = new HashSet<>(WRITE_PATHS);
        paths.retainAll(metadata.properties().keySet());
        return TableMetadata.buildFrom(metadata)
                .setLocation(location(metadata.location(), warehouse))
                .removeProperties(paths)
                .discardChanges()
                // The file that is read stays the current one, so it is not one of the past yet.
                .setPreviousFileLocation(null)
                .withMetadataLocation(metadata.metadataFileLocation())
                .build();
    }

    static ViewMetadata view(ViewMetadata metadata, Warehouse warehouse) {
        return ViewMetadata.buildFrom(metadata)
                .setLocation(location(metadata.location(), warehouse))
                .build();
    }

    /** Always gives the same folder for the same table, and one that no other table can have. */
    private static String location(String original, Warehouse warehouse) {
        String name = original.replaceFirst("/+$", "");
        String last = name.substring(name.lastIndexOf('/') + 1);
        return warehouse.location(last + "-" + UUID.nameUUIDFromBytes(name.getBytes(UTF_8)));
    }
}
