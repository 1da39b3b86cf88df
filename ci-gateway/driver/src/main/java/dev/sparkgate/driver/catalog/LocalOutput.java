package dev.sparkgate.driver.catalog;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/**
 * Writes a file of this machine.
 *
 * @param location what the table's metadata will call it
 */
record LocalOutput(String location, Path path) implements OutputFile {
    @Override
    public PositionOutputStream create() {
        return open(WRITE, CREATE_NEW);
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
        return open(WRITE, CREATE, TRUNCATE_EXISTING);
    }

    @Override
    public InputFile toInputFile() {
        return new LocalInput(location, path);
    }

    private PositionOutputStream open(OpenOption... options) {
        try {
            Files.createDirectories(path.getParent());
            return new Counted(new BufferedOutputStream(Files.newOutputStream(path, options)));
        } catch (FileAlreadyExistsException e) {
            throw new AlreadyExistsException(e, "File already exists: %s", location);
        } catch (IOException e) {
            throw new RuntimeIOException(e, "Failed to create file: %s", location);
        }
    }

    /** Knows how many bytes have been written. */
    private static final class Counted extends PositionOutputStream {
        private final BufferedOutputStream out;
        private long position;

        Counted(BufferedOutputStream out) {
            this.out = out;
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            position++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            position += length;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
