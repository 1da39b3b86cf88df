package dev.sparkgate.driver.catalog;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.jspecify.annotations.Nullable;

/** The folder of a catalog on the driver's machine: its pointers and, below it, its tables. */
record Warehouse(Path folder) {
    /**
     * Reads the catalog property {@code warehouse}: a path, or a {@code file:} URI, in which nothing is percent-encoded as
     * in all of Hadoop's.
     */
    static Warehouse parse(@Nullable String warehouse) {
        Path folder = warehouse == null
                ? null
                : Reach.fileUri(warehouse.startsWith("/") ? "file:" + warehouse : warehouse)
                        .orElse(null);
        if (folder == null || folder.getParent() == null) {
            throw new IllegalArgumentException("catalog property warehouse is not a folder of this machine: "
                    + warehouse + " (expected: an absolute path or file:/path)");
        }
        return new Warehouse(folder);
    }

    /** Makes the folder, but not what is above it: when the namespace's folder is gone, so is its lease. */
    void create() {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            return; // it usually does
        } catch (NoSuchFileException e) {
            throw new NotFoundException(
                    e, "namespace is gone: %s does not exist; its lease has ended, take a new one", folder.getParent());
        } catch (IOException e) {
            throw new RuntimeIOException(e, "warehouse folder cannot be made: %s", folder);
        }
    }

    Path pointers() {
        return folder.resolve("catalog.json");
    }

    /**
     * Returns a folder for a new table: the one that its name suggests, or one like it when another table is still there,
     * having been renamed from that name.
     */
    String location(TableIdentifier name, Pointers pointers) {
        String suggested = Stream.concat(Stream.of(name.namespace().levels()), Stream.of(name.name()))
                .map(Warehouse::fileName)
                .collect(joining("/", "file:" + folder + "/", ""));
        if (!pointers.usesFolder(suggested)) {
            return suggested;
        }
        return suggested + "-" + UUID.randomUUID();
    }

    /** Returns the folder of a name at the top of the warehouse. */
    String location(String name) {
        return "file:" + folder + "/" + fileName(name);
    }

    /** Returns the folder of the namespace that the warehouse is a part of. */
    Path namespace() {
        return requireNonNull(folder.getParent(), "parent of the warehouse");
    }

    /** Keeps a name from reaching out of the warehouse or meaning something to a file system or a URI. */
    private static String fileName(String name) {
        String plain = name.codePoints()
                .map(c -> Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.' ? c : '_')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return plain.startsWith(".") ? "_" + plain : plain;
    }
}
