package dev.sparkgate.namespace;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.file.FileTree;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes namespaces and drops them: a folder each, below one root, and the configuration that leads a session there.
 *
 * <p>A namespace with a base is a fork: it gets the base's pointers to tables and views, not their data, so that its making
 * takes the same time however large that is. From then on neither sees what the other does. The base's files stay as long as
 * a fork may read them, also when the base has been dropped.
 */
public final class Namespaces {
    private static final Logger log = LoggerFactory.getLogger(Namespaces.class);
    /** Less than this and a lease could not even write its first table. */
    private static final long LEAST_FREE_BYTES = 32L << 20;

    private static final String ICEBERG_CATALOG = "org.apache.iceberg.spark.SparkCatalog";
    private static final String LEASE_CATALOG = "dev.sparkgate.driver.catalog.LeaseCatalog";

    /** Folders of namespaces that no lease has yet begin so; no name template yields it, as a slot's id is not a lease's. */
    public static final String SLOT_PREFIX = "slot-";

    private final Path root;
    /** Found once: looking for the store of a path reads the system's table of mounts. */
    private volatile @Nullable FileStore disk;

    /** Keeps namespaces below {@code root}, which the drivers can write to. */
    public Namespaces(Path root) {
        this.root = requireNonNull(root, "root");
    }

    /**
     * Makes what a namespace needs on disk; does nothing where it is there already.
     *
     * @throws SparkgateException with {@link ErrorCode#DISK_FULL}, {@link ErrorCode#NAMESPACE_FAILED}, or
     *     {@link ErrorCode#LEASE_ENDED} when its base is gone; nothing is left
     */
    public void create(Namespace namespace) {
        if (!namespace.hasFolder()) {
            return;
        }
        Path folder = folder(namespace);
        try {
            requireRoom();
            fill(namespace, new NamespaceFolder(Files.createDirectories(folder)));
        } catch (IOException e) {
            throw new SparkgateException(
                    ErrorCode.NAMESPACE_FAILED,
                    "namespace " + namespace.name() + " cannot be made in " + folder + ": " + e
                            + "; check the folder's disk and rights",
                    e);
        }
    }

    private void requireRoom() throws IOException {
        long free = freeBytes();
        if (free < LEAST_FREE_BYTES) {
            throw new SparkgateException(
                    ErrorCode.DISK_FULL,
                    "warehouse folder " + root + " has " + (free >> 20) + " MiB free (expected: at least "
                            + (LEAST_FREE_BYTES >> 20)
                            + " MiB); free some space or set SPARKGATE_HOME to another disk");
        }
    }

    private void fill(Namespace namespace, NamespaceFolder folder) throws IOException {
        boolean lasting = namespace.lifetime() == NamespacePolicy.Lifetime.PERSISTENT;
        if (folder.isOpen() && !(lasting && namespace.hasBranches())) {
            return;
        }
        boolean isNew = !folder.isOpen();
        String seal = isNew ? Seals.fresh() : folder.note().seal();
        boolean complete = false;
        List<Path> held = new ArrayList<>();
        try {
            List<Path> bases = new ArrayList<>();
            Namespace.Base base = namespace.base();
            if (base != null && isNew) {
                NamespaceFolder from = new NamespaceFolder(root.resolve(base.folder()));
                hold(namespace, folder, from, held);
                bases.add(from.path());
                bases.addAll(from.note().bases());
                from.copyPointers(namespace.catalogs().keySet(), folder);
            }
            BranchNote branches = BranchNote.of(namespace, root);
            for (Path beneath : branches.folders()) {
                hold(namespace, folder, new NamespaceFolder(beneath), held);
                bases.add(beneath);
            }
            folder.open(new NamespaceNote(
                    namespace.lifetime(), bases.stream().distinct().toList(), branches.catalogs(), held, seal));
            complete = true;
        } finally {
            if (!complete && isNew) {
                FileTree.delete(folder.path());
                for (Path path : held) {
                    folder.release(path);
                }
            }
        }
    }

    private static void hold(Namespace namespace, NamespaceFolder folder, NamespaceFolder from, List<Path> held)
            throws IOException {
        // Noted first: who ends it meanwhile and sees the mark leaves the rest to this one.
        held.add(from.path());
        if (!from.hold(folder)) {
            throw new SparkgateException(
                    ErrorCode.LEASE_ENDED,
                    "namespace " + namespace.name() + " cannot be a fork of " + from.path()
                            + ": that namespace has been dropped (expected: one of a lease that is active, or a"
                            + " template); fork another one");
        }
    }

    /**
     * Gives a namespace that was made ahead to another name.
     *
     * @return false when it is not there, or the other is already: then that has to be made as usual
     * @throws SparkgateException with {@link ErrorCode#DISK_FULL}
     */
    public boolean rename(Namespace ahead, Namespace namespace) {
        try {
            requireRoom();
            Files.move(folder(ahead), folder(namespace), StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException notThere) {
            return false;
        }
    }

    /** Drops what an earlier gateway made ahead and no lease got. */
    public void dropUnused() {
        try (DirectoryStream<Path> unused = Files.newDirectoryStream(root, SLOT_PREFIX + "*")) {
            for (Path folder : unused) {
                FileTree.delete(folder);
            }
        } catch (NoSuchFileException nothingYet) {
            return;
        } catch (IOException | DirectoryIteratorException e) {
            throw new SparkgateException(
                    ErrorCode.NAMESPACE_FAILED, "unused namespaces cannot be dropped from " + root + ": " + e, e);
        }
    }

    /**
     * Drops a namespace that dies with its lease: its folder and all in it, or, when forks of it are left, all that they
     * cannot need; the last of them takes the rest. Does nothing for others, and when it is gone.
     *
     * @throws SparkgateException with {@link ErrorCode#NAMESPACE_FAILED}; safe to repeat
     */
    public void drop(Namespace namespace) {
        if (namespace.lifetime() != NamespacePolicy.Lifetime.LEASE || !namespace.hasFolder()) {
            return;
        }
        NamespaceFolder folder = new NamespaceFolder(folder(namespace));
        try {
            folder.end();
            folder.remove();
            Namespace.Base base = namespace.base();
            if (base != null && Files.notExists(folder.path())) {
                // Once more: an attempt that did not come to its end may have left no note of it.
                folder.release(root.resolve(base.folder()));
            }
        } catch (IOException e) {
            throw new SparkgateException(
                    ErrorCode.NAMESPACE_FAILED,
                    "namespace " + namespace.name() + " cannot be dropped from " + folder.path() + ": " + e,
                    e);
        }
    }

    /**
     * Removes a template that no namespace is a fork of.
     *
     * @return whether it is gone now
     * @throws SparkgateException with {@link ErrorCode#NAMESPACE_FAILED}; safe to repeat
     */
    public boolean discard(Path template) {
        NamespaceFolder folder = new NamespaceFolder(template);
        try {
            folder.end();
            if (folder.isHeld()) {
                folder.reopen();
                return false;
            }
            folder.remove();
            return true;
        } catch (IOException e) {
            throw new SparkgateException(
                    ErrorCode.NAMESPACE_FAILED, "template " + template + " cannot be removed: " + e, e);
        }
    }

    /** Removes what has ended and was left for forks that are gone, too; for a gateway's start, after one that was killed. */
    public void sweep() {
        try (Stream<Path> folders = Files.exists(root) ? Files.list(root) : Stream.of()) {
            for (Path path : (Iterable<Path>) folders::iterator) {
                NamespaceFolder folder = new NamespaceFolder(path);
                if (folder.hasEnded()) {
                    folder.remove();
                }
            }
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("root", root)
                    .log("namespaces that have ended are not removed yet: {}", e.toString());
        }
    }

    /** Returns the configuration that makes a session see the namespace. */
    public Map<String, String> sessionConf(Namespace namespace) {
        Map<String, String> conf = new LinkedHashMap<>();
        String seal = namespace.hasFolder() ? seal(namespace) : null;
        namespace.catalogs().forEach((name, catalog) -> {
            catalogConf(namespace, name, catalog, conf);
            if (seal != null && catalog.type().isInFolder()) {
                conf.put("spark.sql.catalog." + name + ".seal", seal);
            }
        });
        if (namespace.catalog() != null) {
            conf.put("spark.sql.defaultCatalog", namespace.catalog());
        }
        return conf;
    }

    /** Returns what opens a namespace; null for one that is gone, or was made before there were seals. */
    private @Nullable String seal(Namespace namespace) {
        try {
            return new NamespaceFolder(folder(namespace)).note().seal();
        } catch (IOException gone) {
            return null; // its sessions hear that from their driver
        }
    }

    private void catalogConf(Namespace namespace, String name, CatalogSpec catalog, Map<String, String> conf) {
        String prefix = "spark.sql.catalog." + name;
        switch (catalog.type()) {
            case ISOLATED, BRANCH -> {
                conf.put(prefix, ICEBERG_CATALOG);
                conf.put(prefix + ".catalog-impl", LEASE_CATALOG);
                conf.put(prefix + ".warehouse", folder(namespace).resolve(name).toString());
                conf.put(prefix + ".default-namespace", namespace.database());
                // Spark's own cache of tables would hide what another session of the lease has committed.
                conf.put(prefix + ".cache-enabled", "false");
            }
            case ICEBERG_REST -> {
                conf.put(prefix, ICEBERG_CATALOG);
                conf.put(prefix + ".type", "rest");
            }
            case ICEBERG_HADOOP -> {
                conf.put(prefix, ICEBERG_CATALOG);
                conf.put(prefix + ".type", "hadoop");
            }
            case CONF -> {}
        }
        if (catalog.type().isInFolder()) {
            return;
        }
        catalog.properties().forEach((key, value) -> conf.put(key.isEmpty() ? prefix : prefix + "." + key, value));
    }

    private long freeBytes() throws IOException {
        FileStore known = disk;
        if (known == null) {
            Files.createDirectories(root);
            known = Files.getFileStore(root);
            disk = known;
        }
        return known.getUsableSpace();
    }

    private Path folder(Namespace namespace) {
        return root.resolve(namespace.folder());
    }
}
