package dev.sparkgate.driver.runtime;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Appends to a log file and keeps it small: when it is full its content moves to {@code NAME.1}, that to {@code NAME.2},
 * and so on.
 *
 * <p>The file is copied and cut, never renamed: the JVM's own output (a fatal error, a thread dump) goes through a file
 * descriptor that whoever launched the process opened on the same file, and must land in the current log, not in an old one.
 */
final class RotatingLog extends OutputStream {
    private final Path file;
    private final long maxSize;
    private final int keep;
    private final FileChannel channel;

    RotatingLog(Path file, long maxSize, int keep) throws IOException {
        this.file = file;
        this.maxSize = maxSize;
        this.keep = keep;
        this.channel = FileChannel.open(file, CREATE, APPEND);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        if (channel.size() > 0 && channel.size() + length > maxSize) {
            rotate();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void rotate() throws IOException {
        for (int i = keep - 1; i >= 1; i--) {
            if (Files.exists(old(i))) {
                Files.move(old(i), old(i + 1), REPLACE_EXISTING);
            }
        }
        Files.copy(file, old(1), REPLACE_EXISTING);
        channel.truncate(0);
    }

    private Path old(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }
}
