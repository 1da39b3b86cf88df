package dev.sparkgate.driver.catalog;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;

/**
 * The file that holds a catalog's {@link Pointers}. It is always whole: it is replaced in one step, and only under a lock
 * that all catalogs on it take, in this JVM and in others.
 */
final class PointerFile {
    /**
     * One per path, nearly: Spark makes a catalog for each session, so this is the only thing that those of one lease can
     * share. A fixed number, so that leases come and go without leaving a lock behind.
     */
    private static final List<Lock> LOCKS =
            Stream.<Lock>generate(ReentrantLock::new).limit(64).toList();

    private final Path file;
    private final String owner;

    /** Stands for a catalog's file in the folder of the namespace {@code owner}. */
    PointerFile(Path file, Path owner) {
        this.file = file;
        this.owner = owner.toString();
    }

    /** Makes the file when it is not there yet. */
    void createIfAbsent() {
        locked(() -> {
            boolean absent = Files.notExists(file);
            if (absent) {
                replace(Pointers.initial());
            }
            return absent;
        });
    }

    Pointers read() {
        try {
            return PointersJson.read(Files.readAllBytes(file), owner);
        } catch (NoSuchFileException e) {
            throw new NotFoundException(
                    e, "namespace is gone: %s does not exist; its lease has ended, take a new one", file);
        } catch (IOException | IllegalArgumentException e) {
            throw new RuntimeIOException(
                    new IOException(e), "catalog file cannot be read: %s: %s", file, e.getMessage());
        }
    }

    /**
     * Replaces the state by what {@code change} makes of it; what that throws leaves the state as it was.
     *
     * @return whether anything has changed
     */
    boolean update(UnaryOperator<Pointers> change) {
        return locked(() -> {
            Pointers before = read();
            Pointers after = change.apply(before);
            if (after.equals(before)) {
                return false;
            }
            replace(after);
            return true;
        });
    }

    private boolean locked(BooleanSupplier action) {
        Lock jvm = LOCKS.get(Math.floorMod(file.hashCode(), LOCKS.size()));
        jvm.lock(); // a file lock alone fails, instead of waiting, when another thread of this JVM holds it
        try (FileChannel channel = FileChannel.open(beside(".lock"), CREATE, WRITE);
                var ignored = channel.lock()) {
            return action.getAsBoolean();
        } catch (NoSuchFileException e) {
            throw new NotFoundException(
                    e, "namespace is gone: %s does not exist; its lease has ended, take a new one", file.getParent());
        } catch (IOException e) {
            throw new RuntimeIOException(e, "catalog file cannot be locked: %s", file);
        } finally {
            jvm.unlock();
        }
    }

    /** Writes without forcing to disk: so does Iceberg with the metadata files that the pointers name. */
    private void replace(Pointers pointers) {
        Path draft = beside(".new");
        try {
            Files.write(draft, PointersJson.write(pointers, owner));
        } catch (IOException e) {
            throw new RuntimeIOException(e, "catalog file cannot be written: %s: %s", draft, e.getMessage());
        }
        try {
            Files.move(draft, file, ATOMIC_MOVE);
        } catch (IOException e) {
            throw new CommitStateUnknownException(e);
        }
    }

    private Path beside(String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }
}
