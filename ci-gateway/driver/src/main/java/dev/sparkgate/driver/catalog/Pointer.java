package dev.sparkgate.driver.catalog;

import static java.util.Objects.requireNonNull;

/**
 * Where the current state of a table or view is.
 *
 * @param metadata location of its newest metadata file
 * @param inherited whether that was written by another namespace, which this one is a fork or a branch of
 */
record Pointer(Kind kind, String metadata, boolean inherited) {
    Pointer(Kind kind, String metadata) {
        this(kind, metadata, false);
    }

    Pointer {
        requireNonNull(kind, "kind");
        requireNonNull(metadata, "metadata");
    }

    Pointer inherit() {
        return new Pointer(kind, metadata, true);
    }
}
