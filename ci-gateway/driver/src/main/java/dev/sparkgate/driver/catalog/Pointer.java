package dev.sparkgate.driver.catalog;

import static java.util.Objects.requireNonNull;

/**
 * Where the current state of a table or view is.
 *
 * @param metadata location of its newest metadata file
 */
record Pointer(Kind kind, String metadata) {
    Pointer {
        requireNonNull(kind, "kind");
        requireNonNull(metadata, "metadata");
    }
}
