package dev.sparkgate.driver.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.hadoop.HadoopConfigurable;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.util.SerializableSupplier;

/**
 * Reads and writes the files of a lease: those of this machine directly, all others through Hadoop.
 *
 * <p>Hadoop's local file system starts two {@code chmod} processes for each file it creates and writes a checksum file beside
 * it: 5 to 10 ms a file, of which the smallest insert writes four.
 */
public final class LeaseFileIO implements FileIO, HadoopConfigurable {
    private static final long serialVersionUID = 1L;

    private final HadoopFileIO hadoop = new HadoopFileIO();

    /** Makes a file access that {@link #setConf} and {@link #initialize} complete: Iceberg creates it by name. */
    public LeaseFileIO() {}

    @Override
    public void initialize(Map<String, String> properties) {
        hadoop.initialize(properties);
    }

    @Override
    public Map<String, String> properties() {
        return hadoop.properties();
    }

    @Override
    public InputFile newInputFile(String location) {
        return local(location)
                .<InputFile>map(path -> new LocalInput(location, path))
                .orElseGet(() -> hadoop.newInputFile(location));
    }

    @Override
    public OutputFile newOutputFile(String location) {
        return local(location)
                .<OutputFile>map(path -> new LocalOutput(location, path))
                .orElseGet(() -> hadoop.newOutputFile(location));
    }

    @Override
    public void deleteFile(String location) {
        local(location).ifPresentOrElse(LeaseFileIO::delete, () -> hadoop.deleteFile(location));
    }

    @Override
    public void setConf(Configuration conf) {
        hadoop.setConf(conf);
    }

    @Override
    public Configuration getConf() {
        return hadoop.getConf();
    }

    @Override
    public void serializeConfWith(Function<Configuration, SerializableSupplier<Configuration>> confSerializer) {
        hadoop.serializeConfWith(confSerializer);
    }

    /** Returns the path of a {@code file:} location; in these, as in all of Hadoop's, nothing is percent-encoded. */
    static Optional<Path> local(String location) {
        return location.startsWith("file:/")
                ? Optional.of(Path.of(location.replaceFirst("^file:/+", "/")))
                : Optional.empty();
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + path, e);
        }
    }
}
