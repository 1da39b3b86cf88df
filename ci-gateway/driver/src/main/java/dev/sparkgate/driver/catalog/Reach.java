package dev.sparkgate.driver.catalog;

import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.exceptions.ForbiddenException;

/**
 * Which files of this machine a namespace may touch: all in its own folder; those of the namespaces that it is a fork of, to
 * read; none of other namespaces. What lies elsewhere is its owner's business, but is never deleted.
 *
 * <p>Travels to executors, also by Kryo: so it is a class of strings, not a record of paths.
 */
final class Reach implements Serializable {
    private static final long serialVersionUID = 1L;
    /** Made by the gateway while the namespace has forks: they read its files, whatever becomes of its own tables. */
    private static final String FORKS = ".forks";

    private final String own;
    private final String[] bases;
    private final boolean confined;

    /**
     * Describes the reach of a namespace.
     *
     * @param own its folder
     * @param bases the folders that it may read, and nothing else
     * @param confined whether it may write nowhere but in its folder
     */
    Reach(Path own, List<Path> bases, boolean confined) {
        this.own = own.normalize().toString();
        this.bases = bases.stream().map(base -> base.normalize().toString()).toArray(String[]::new);
        this.confined = confined;
    }

    /**
     * Returns the path of a location on this machine: a {@code file:} URI in any of its forms, or a path in a folder of
     * namespaces. In these, as in all of Hadoop's, nothing is percent-encoded.
     */
    Optional<Path> local(String location) {
        Optional<Path> named = fileUri(location);
        if (named.isPresent() || !location.startsWith("/")) {
            return named;
        }
        // Without a scheme it is a path of Hadoop's default file system, wherever that is.
        return Optional.of(Path.of(location).normalize()).filter(path -> below(own, path) || isNamespace(path));
    }

    static Optional<Path> fileUri(String location) {
        if (location.length() < 6
                || !location.substring(0, 5).toLowerCase(Locale.ROOT).equals("file:")) {
            return Optional.empty();
        }
        String path = location.substring(5);
        if (path.startsWith("//")) {
            int root = path.indexOf('/', 2); // what stands before it is a host, which Hadoop does not look at
            path = root < 0 ? "/" : path.substring(root);
        }
        return path.startsWith("/")
                ? Optional.of(Path.of(path.replaceFirst("^/+", "/")).normalize())
                : Optional.empty();
    }

    /** Refuses what belongs to another namespace. */
    void checkRead(String location, Path path) {
        if (!below(own, path) && !isBase(path) && isNamespace(path)) {
            throw new ForbiddenException(
                    "%s belongs to another namespace (expected: a file of this one); use tables of this lease",
                    location);
        }
    }

    /** Refuses what belongs to another namespace, be it one that this is a fork of. */
    void checkWrite(String location, Path path) {
        if (!below(own, path) && (confined || isNamespace(path))) {
            throw refused(location);
        }
    }

    /** Refuses a file that is not on this machine where all writes must stay in the namespace's folder. */
    void checkWriteElsewhere(String location) {
        if (confined) {
            throw refused(location);
        }
    }

    /** Says whether a file may go: one of its own, that no fork can need. */
    boolean mayDelete(Path path) {
        return below(own, path) && Files.notExists(Path.of(own, FORKS));
    }

    private ForbiddenException refused(String location) {
        return new ForbiddenException(
                "%s is not of this namespace and is read-only for it (expected: a file in %s); leave the location to the"
                        + " catalog",
                location, own);
    }

    private boolean isBase(Path path) {
        return Stream.of(bases).anyMatch(base -> below(base, path));
    }

    /** Says whether it lies beside the namespace, or beside one of its bases: there are only namespaces. */
    private boolean isNamespace(Path path) {
        return Stream.concat(Stream.of(own), Stream.of(bases)).anyMatch(folder -> {
            Path parent = Path.of(folder).getParent();
            return parent != null && path.startsWith(parent);
        });
    }

    private static boolean below(String folder, Path path) {
        return path.startsWith(folder);
    }
}
