package dev.sparkgate.junit;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Starts a gateway that others share and that ends itself when idle; one at a time on a machine. */
final class GatewayStarter {
    private static final Logger LOG = System.getLogger(GatewayStarter.class.getName());
    private static final long PACE_MILLIS = 100;

    private final Surroundings surroundings;
    private final Path folder;

    GatewayStarter(Surroundings surroundings, Path folder) {
        this.surroundings = surroundings;
        this.folder = folder;
    }

    /** @param live looks whether another process has started one meanwhile */
    GatewayAddress start(Supplier<@Nullable GatewayAddress> live) {
        try (FileChannel file = open()) {
            while (true) {
                FileLock lock = tryLock(file);
                GatewayAddress other = live.get();
                if (other != null) {
                    return other;
                }
                if (lock != null) {
                    return start();
                }
                TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
            }
        } catch (IOException e) {
            throw new SparkGatewayException(
                    "GATEWAY_START_FAILED",
                    "start of a gateway failed: " + folder + " is not usable: " + e
                            + " (expected: a folder that can be written); set SPARKGATE_HOME to one",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SparkGatewayException("INTERRUPTED", "the wait for a gateway was interrupted", e);
        }
    }

    private GatewayAddress start() {
        Path launcher = new LauncherFinder(surroundings).find();
        long start = System.nanoTime();
        // On a build machine nobody comes back to a warm gateway.
        String idle = surroundings.continuousIntegration() ? "1m" : "10m";
        GatewayAddress address = GatewayProcess.start(
                        launcher,
                        List.of("up", "--detach", "--json", "--grpc-port", "0", "--http-port", "0", "--idle", idle),
                        surroundings)
                .awaitReady()
                .address();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        LOG.log(Level.INFO, "started a gateway at {0} in {1} ms with {2}", address, millis, launcher);
        return address;
    }

    private FileChannel open() throws IOException {
        Files.createDirectories(folder, ownerOnly());
        // The command line takes the same lock before it starts one.
        return FileChannel.open(folder.resolve(".start"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private FileAttribute<?>[] ownerOnly() {
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException heldInThisProcess) {
            return null;
        }
    }
}
