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
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.util.SerializableSupplier;

/**
 * Reads and writes the files of a lease: those of this machine directly, all others through another file access. Keeps to
 * the {@link Reach} of the lease's namespace: a delete of anything else is not carried out, and is no error, for the tables
 * of a fork name files of its bases.
 *
 * <p>Hadoop's local file system starts two {@code chmod} processes for each file it creates and writes a checksum file beside
 * it: 5 to 10 ms a file, of which the smallest insert writes four.
 */
public final class LeaseFileIO implements FileIO, HadoopConfigurable {
    private static final long serialVersionUID = 1L;

    private final Reach reach;
    private final FileIO elsewhere;

    /** Keeps to {@code reach}; {@code elsewhere} knows the files of other machines. */
    LeaseFileIO(Reach reach, FileIO elsewhere) {
        this.reach = reach;
        this.elsewhere = elsewhere;
    }

    @Override
    public Map<String, String> properties() {
        return elsewhere.properties();
    }

    @Override
    public InputFile newInputFile(String location) {
        return readable(location)
                .<InputFile>map(path -> new LocalInput(location, path))
                .orElseGet(() -> elsewhere.newInputFile(location));
    }

    @Override
    public InputFile newInputFile(String location, long length) {
        return readable(location)
                .<InputFile>map(path -> new LocalInput(location, path))
                .orElseGet(() -> elsewhere.newInputFile(location, length));
    }

    @Override
    public OutputFile newOutputFile(String location) {
        Optional<Path> local = reach.local(location);
        if (local.isEmpty()) {
            reach.checkWriteElsewhere(location);
            return elsewhere.newOutputFile(location);
        }
        reach.checkWrite(location, local.get());
        return new LocalOutput(location, local.get());
    }

    @Override
    public void deleteFile(String location) {
        reach.local(location).filter(reach::mayDelete).ifPresent(LeaseFileIO::delete);
    }

    @Override
    public void setConf(Configuration conf) {
        if (elsewhere instanceof HadoopConfigurable hadoop) {
            hadoop.setConf(conf);
        }
    }

    @Override
    public Configuration getConf() {
        return elsewhere instanceof HadoopConfigurable hadoop ? hadoop.getConf() : new Configuration(false);
    }

    @Override
    public void serializeConfWith(Function<Configuration, SerializableSupplier<Configuration>> confSerializer) {
        if (elsewhere instanceof HadoopConfigurable hadoop) {
            hadoop.serializeConfWith(confSerializer);
        }
    }

    @Override
    public void close() {
        elsewhere.close();
    }

    private Optional<Path> readable(String location) {
        Optional<Path> local = reach.local(location);
        local.ifPresent(path -> reach.checkRead(location, path));
        return local;
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + path, e);
        }
    }
}
