package dev.sparkgate.driver.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

/**
 * Reads a file of this machine.
 *
 * @param location what the table's metadata calls it; Iceberg matches files by this very string
 */
record LocalInput(String location, Path path) implements InputFile {
    @Override
    public long getLength() {
        try {
            return Files.size(path);
        } catch (IOException e) {
            throw new NotFoundException(e, "Failed to get size of file: %s", location);
        }
    }

    @Override
    public SeekableInputStream newStream() {
        try {
            return org.apache.iceberg.Files.localInput(path.toFile()).newStream();
        } catch (NotFoundException e) {
            throw new NotFoundException(e, "Failed to open input stream for file: %s", location);
        }
    }

    @Override
    public boolean exists() {
        return Files.exists(path);
    }
}
