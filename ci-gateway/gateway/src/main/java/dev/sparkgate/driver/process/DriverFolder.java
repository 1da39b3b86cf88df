package dev.sparkgate.driver.process;

import dev.sparkgate.file.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Properties;

/** The folder that a driver and the gateway that owns it share; what each file means is said in the driver's main class. */
record DriverFolder(Path path) {
    /** Enough for 50 long lines. */
    private static final int LOG_TAIL_BYTES = 64 * 1024;

    /** Makes the folder of driver {@code id} in that of all drivers; there must be none yet. */
    static DriverFolder create(Path drivers, String id) throws IOException {
        Folders.createPrivate(drivers);
        Path path = drivers.resolve(id);
        Files.createDirectory(path);
        Folders.createPrivate(path);
        DriverFolder folder = new DriverFolder(path);
        Files.createDirectory(folder.scratch());
        Folders.writePrivate(folder.log(), new byte[0]);
        return folder;
    }

    Path scratch() {
        return path.resolve("tmp");
    }

    Path log() {
        return path.resolve("driver.log");
    }

    Path python() {
        return path.resolve("python");
    }

    Path arguments() {
        return path.resolve("java.args");
    }

    void writeConf(Map<String, String> conf) throws IOException {
        Properties properties = new Properties();
        properties.putAll(conf);
        StringWriter text = new StringWriter();
        properties.store(text, null);
        Folders.writePrivate(path.resolve("spark.properties"), text.toString().getBytes(StandardCharsets.UTF_8));
    }

    void writeToken(String token) throws IOException {
        Folders.writePrivate(path.resolve("token"), token.getBytes(StandardCharsets.UTF_8));
    }

    String token() throws IOException {
        return Files.readString(path.resolve("token"));
    }

    /** Says whose the driver is; replaces an earlier owner in one step. */
    void writeOwner(ProcessIdentity owner) throws IOException {
        Folders.replace(path.resolve("owner"), owner.pid() + " " + owner.startMillis());
    }

    void writeLaunch(LaunchRecord launch) throws IOException {
        StringWriter text = new StringWriter();
        launch.toProperties().store(text, null);
        Folders.replace(path.resolve("launch.properties"), text.toString());
    }

    Optional<LaunchRecord> launch() throws IOException {
        return read("launch.properties").flatMap(LaunchRecord::parse);
    }

    /** Returns what the driver says about itself, once it listens. */
    Optional<Announcement> announcement() throws IOException {
        return read("driver.properties").flatMap(Announcement::parse);
    }

    boolean isAnnounced() {
        return Files.exists(path.resolve("driver.properties"));
    }

    /** Returns what the driver wrote of its heap; empty when it did not, or an older one that never does. */
    OptionalDouble heapAfterCollection() {
        try {
            return OptionalDouble.of(
                    Double.parseDouble(Files.readString(path.resolve("heap")).trim()));
        } catch (IOException | NumberFormatException unknown) {
            return OptionalDouble.empty();
        }
    }

    /** Returns the last lines of the driver's output, reading no more than the end of the file. */
    List<String> logTail(int lines) {
        try (RandomAccessFile file = new RandomAccessFile(log().toFile(), "r")) {
            long start = Math.max(0, file.length() - LOG_TAIL_BYTES);
            byte[] bytes = new byte[(int) (file.length() - start)];
            file.seek(start);
            file.readFully(bytes);
            List<String> all = new String(bytes, StandardCharsets.UTF_8).lines().toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException gone) {
            return List.of();
        }
    }

    void delete() throws IOException {
        FileTree.delete(path);
    }

    private Optional<Properties> read(String name) throws IOException {
        try (InputStream content = Files.newInputStream(path.resolve(name))) {
            Properties properties = new Properties();
            properties.load(content);
            return Optional.of(properties);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
