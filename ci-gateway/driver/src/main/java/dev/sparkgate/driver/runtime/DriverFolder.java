package dev.sparkgate.driver.runtime;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The folder that a driver shares with the gateway that launched it: everything the driver writes but namespaces. */
record DriverFolder(Path path) {
    DriverFolder {
        requireNonNull(path, "path");
    }

    /** Returns the scratch folder: temporary files, shuffle files, artifacts of sessions. */
    Path scratch() {
        return path.resolve("tmp");
    }

    Path log() {
        return path.resolve("driver.log");
    }

    Properties sparkProperties() throws IOException {
        Properties properties = new Properties();
        try (var in = Files.newInputStream(path.resolve("spark.properties"))) {
            properties.load(in);
        }
        return properties;
    }

    /** Returns the content of the file {@code owner}, which the gateway replaces when it adopts a driver. */
    Optional<String> owner() {
        try {
            return Optional.of(Files.readString(path.resolve("owner")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Writes {@code driver.properties} so that a reader sees all of it or none. */
    void announce(Properties facts) throws IOException {
        Path draft = path.resolve("driver.properties.new");
        try (Writer out = Files.newBufferedWriter(draft)) {
            facts.store(out, null);
        }
        Files.move(draft, announcement(), ATOMIC_MOVE, REPLACE_EXISTING);
    }

    /** Writes {@code heap} so that a reader sees all of it or none. */
    void tellHeap(String share) throws IOException {
        Path draft = path.resolve("heap.new");
        Files.writeString(draft, share);
        Files.move(draft, path.resolve("heap"), ATOMIC_MOVE, REPLACE_EXISTING);
    }

    boolean announced() {
        return Files.exists(announcement());
    }

    /** Removes what only a living driver needs. What is left (the log) is the gateway's to remove. */
    void removeTraces() throws IOException {
        Files.deleteIfExists(announcement());
        if (Files.exists(scratch())) {
            Files.walkFileTree(scratch(), new Removal());
        }
    }

    private Path announcement() {
        return path.resolve("driver.properties");
    }

    /** Deletes a tree in which others may still be deleting. */
    private static final class Removal extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
