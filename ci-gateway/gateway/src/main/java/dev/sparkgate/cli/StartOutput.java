package dev.sparkgate.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What a starting gateway writes; readable even after the file was moved or removed. */
final class StartOutput implements Closeable {
    private static final int MOST = 64 * 1024;

    private final RandomAccessFile file;

    private StartOutput(RandomAccessFile file) {
        this.file = file;
    }

    static StartOutput create(Path path) throws IOException {
        PrivateFiles.create(path);
        return new StartOutput(new RandomAccessFile(path.toFile(), "r"));
    }

    /** Returns the last of it. */
    String text() throws IOException {
        long start = Math.max(0, file.length() - MOST);
        file.seek(start);
        byte[] bytes = new byte[(int) (file.length() - start)];
        file.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8).strip();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
