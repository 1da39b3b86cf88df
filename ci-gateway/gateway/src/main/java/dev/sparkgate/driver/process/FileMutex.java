package dev.sparkgate.driver.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Keeps work that two processes of this machine must not do at once to one of them, by the lock of a file. */
final class FileMutex implements AutoCloseable {
    private final FileChannel channel;

    private FileMutex(FileChannel channel) {
        this.channel = channel;
    }

    /** Waits until the lock is ours. */
    static FileMutex lock(Path file) throws IOException {
        while (true) {
            Optional<FileMutex> held = tryLock(file);
            if (held.isPresent()) {
                return held.get();
            }
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while another process held " + file, e);
            }
        }
    }

    /** Takes the lock if nobody has it. */
    static Optional<FileMutex> tryLock(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new FileMutex(channel));
            }
        } catch (OverlappingFileLockException heldByThisProcess) {
            // the same as held by another process
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return Optional.empty();
    }

    /** Gives the lock back; the file stays, since removing it would let two processes lock two files of one name. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
