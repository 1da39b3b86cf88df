package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Locks between processes: held through a file, let go by the system when the holder dies. */
final class FileLocks {
    private FileLocks() {}

    /** Waits until no other process holds the lock, then takes it; closing the channel lets it go. */
    static FileChannel acquire(Path file, Runnable whenTaken) throws IOException {
        FileChannel channel = open(file);
        try {
            if (channel.tryLock() == null) {
                whenTaken.run();
                channel.lock();
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Takes the lock if nobody holds it; null otherwise. */
    static @Nullable FileChannel tryAcquire(Path file) throws IOException {
        FileChannel channel = open(file);
        @Nullable FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock == null ? null : channel;
    }

    private static FileChannel open(Path file) throws IOException {
        PrivateFiles.createFolder(requireNonNull(file.toAbsolutePath().getParent(), "folder of a file"));
        PrivateFiles.create(file);
        return FileChannel.open(file, StandardOpenOption.WRITE);
    }
}
