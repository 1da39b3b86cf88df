package dev.sparkgate.driver.process;

import dev.sparkgate.file.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes, fills and removes folders that are nobody else's business. */
final class Folders {
    private static final Logger log = LoggerFactory.getLogger(Folders.class);

    private Folders() {}

    /** Makes a folder, and those above it, that only its owner may enter. */
    static Path createPrivate(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        return folder;
    }

    /** Writes a file that only its owner may read; it must not exist yet. */
    static void writePrivate(Path file, byte[] content) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, content, StandardOpenOption.TRUNCATE_EXISTING);
    }

    /** Replaces a file in one step: a reader sees the old content or the new, never a part. */
    static void replace(Path file, String content) throws IOException {
        Path temporary = Files.createTempFile(file.toAbsolutePath().getParent(), "." + file.getFileName(), ".tmp");
        try {
            Files.write(temporary, content.getBytes(StandardCharsets.UTF_8));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Returns the folders right below one, by name; none when it does not exist. */
    static List<Path> children(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(Files::isDirectory).sorted().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Removes a folder as {@link #delete} does, where its leftovers are a nuisance only; says so in the log. */
    static void deleteQuietly(Path folder) {
        try {
            FileTree.delete(folder);
        } catch (IOException first) {
            try {
                FileTree.delete(folder); // a process that was just ended may have written into it until now
            } catch (IOException e) {
                log.atWarn()
                        .addKeyValue("folder", folder)
                        .addKeyValue("reason", e)
                        .log("folder not removed; remove it");
            }
        }
    }
}
