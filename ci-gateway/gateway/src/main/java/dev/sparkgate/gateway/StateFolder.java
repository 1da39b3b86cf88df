package dev.sparkgate.gateway;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.file.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The folder of a gateway's state: for its owner's eyes only. */
final class StateFolder {
    /** What a gateway makes there; all else belongs to whoever put it there. */
    private static final Set<String> OWN =
            Set.of("key", "drivers", "namespaces", "sparkgate.mv.db", "sparkgate.trace.db");

    private StateFolder() {}

    static Path prepare(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            return folder.toRealPath();
        } catch (IOException e) {
            throw new SparkgateException(
                    ErrorCode.STATE_UNAVAILABLE,
                    "state folder " + folder + " cannot be made: " + e
                            + "; check its disk and rights, or set SPARKGATE_HOME",
                    e);
        }
    }

    /** Removes the folders of drivers and namespaces where nothing is in them any more. */
    static void tidy(Path folder) {
        for (String name : List.of("drivers", "namespaces")) {
            try (Stream<Path> tree = Files.walk(folder.resolve(name))) {
                List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
                if (deepestFirst.stream().allMatch(Files::isDirectory)) {
                    for (Path path : deepestFirst) {
                        Files.delete(path);
                    }
                }
            } catch (NoSuchFileException notMade) {
                // nothing to tidy
            } catch (IOException e) {
                throw new SparkgateException(
                        ErrorCode.STATE_UNAVAILABLE, "state in " + folder + " cannot be tidied: " + e, e);
            }
        }
    }

    /** Removes what a gateway keeps in it; what cannot be removed is left for the next one. */
    static void delete(Path folder) {
        for (String name : OWN) {
            Path root = folder.resolve(name);
            try {
                FileTree.delete(root);
            } catch (IOException e) {
                throw new SparkgateException(
                        ErrorCode.STATE_UNAVAILABLE, "state in " + root + " cannot be removed: " + e, e);
            }
        }
    }
}
