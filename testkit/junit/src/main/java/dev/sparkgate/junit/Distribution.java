package dev.sparkgate.junit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's distribution, unpacked once per content and user. A folder with its final name is always whole: it is
 * filled under another name first.
 */
final class Distribution {
    private Distribution() {}

    /** Returns the launcher of the distribution in the zip, unpacking it into the folder unless it is there already. */
    static Path unpack(Path zip, Path folder) {
        try {
            Path home = folder.resolve(Version.own() + "-" + checksum(zip));
            if (!Files.isDirectory(home)) {
                Files.createDirectories(folder);
                fill(zip, home);
            }
            return launcher(zip, home);
        } catch (IOException e) {
            throw new SparkGatewayException(
                    "GATEWAY_START_FAILED",
                    "unpacking of " + zip + " to " + folder + " failed: " + e
                            + " (expected: Sparkgate's distribution, and room for it); delete the zip to have it fetched"
                            + " again, or set SPARKGATE_HOME",
                    e);
        }
    }

    private static Path launcher(Path zip, Path home) throws IOException {
        Path direct = home.resolve("bin/sparkgate");
        if (Files.isRegularFile(direct)) {
            return direct;
        }
        try (Stream<Path> below = Files.list(home)) {
            return below.map(top -> top.resolve("bin/sparkgate"))
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElseThrow(() -> new IOException("no bin/sparkgate in " + zip));
        }
    }

    private static void fill(Path zip, Path home) throws IOException {
        Path partial = Files.createTempDirectory(home.getParent(), ".unpacking-");
        try {
            extract(zip, partial);
            Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException | AtomicMoveNotSupportedException e) {
            if (!Files.isDirectory(home)) {
                throw e;
            }
            // Another process was faster with the same content.
        } finally {
            delete(partial);
        }
    }

    private static void extract(Path zip, Path target) throws IOException {
        try (ZipInputStream entries = new ZipInputStream(new BufferedInputStream(Files.newInputStream(zip)))) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Path file = target.resolve(entry.getName()).normalize();
                if (!file.startsWith(target)) {
                    throw new IOException("entry '" + entry.getName() + "' leads out of the folder");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                    continue;
                }
                Path parent = file.getParent();
                createParent(parent);
                Files.copy(entries, file);
                if (parent != null && parent.endsWith("bin") && !file.toFile().setExecutable(true)) {
                    throw new IOException(file + " can't be made executable");
                }
            }
        }
    }

    private static void createParent(@Nullable Path parent) throws IOException {
        if (parent != null) {
            Files.createDirectories(parent);
        }
    }

    private static String checksum(Path zip) throws IOException {
        CRC32 checksum = new CRC32();
        try (InputStream content = new CheckedInputStream(Files.newInputStream(zip), checksum)) {
            byte[] buffer = new byte[1 << 16];
            while (content.read(buffer) >= 0) {
                // reading is what moves the checksum on
            }
        }
        return String.format("%08x", checksum.getValue());
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
