package dev.sparkgate.driver.catalog;

import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NoSuchViewException;

/** What a name in a catalog stands for. */
enum Kind {
    TABLE("Table"),
    VIEW("View");

    private final String label;

    Kind(String label) {
        this.label = label;
    }

    /** Returns the word that Iceberg's own messages use; Spark and users match on them. */
    String label() {
        return label;
    }

    RuntimeException absent(TableIdentifier name) {
        return switch (this) {
            case TABLE -> new NoSuchTableException("Table does not exist: %s", name);
            case VIEW -> new NoSuchViewException("View does not exist: %s", name);
        };
    }
}
