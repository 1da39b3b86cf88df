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
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes namespaces and drops them: a folder each, below one root, and the configuration that leads a session there. */
public final class Namespaces {
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
     * @throws SparkgateException with {@link ErrorCode#DISK_FULL} or {@link ErrorCode#NAMESPACE_FAILED}; nothing is left
     */
    public void create(Namespace namespace) {
        if (!namespace.hasFolder()) {
            return;
        }
        Path folder = folder(namespace);
        try {
            long free = freeBytes();
            if (free < LEAST_FREE_BYTES) {
                throw new SparkgateException(
                        ErrorCode.DISK_FULL,
                        "warehouse folder " + root + " has " + (free >> 20) + " MiB free (expected: at least "
                                + (LEAST_FREE_BYTES >> 20)
                                + " MiB); free some space or set SPARKGATE_HOME to another disk");
            }
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new SparkgateException(
                    ErrorCode.NAMESPACE_FAILED,
                    "namespace " + namespace.name() + " cannot be made in " + folder + ": " + e
                            + "; check the folder's disk and rights",
                    e);
        }
    }

    /**
     * Gives a namespace that was made ahead to another name.
     *
     * @return false when it is not there, or the other is already: then that has to be made as usual
     */
    public boolean rename(Namespace ahead, Namespace namespace) {
        try {
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
     * Drops a namespace that dies with its lease: its folder and all in it. Does nothing for others, and when it is gone.
     *
     * @throws SparkgateException with {@link ErrorCode#NAMESPACE_FAILED}; safe to repeat
     */
    public void drop(Namespace namespace) {
        if (namespace.lifetime() != NamespacePolicy.Lifetime.LEASE || !namespace.hasFolder()) {
            return;
        }
        Path folder = folder(namespace);
        try {
            FileTree.delete(folder);
        } catch (IOException e) {
            throw new SparkgateException(
                    ErrorCode.NAMESPACE_FAILED,
                    "namespace " + namespace.name() + " cannot be dropped from " + folder + ": " + e,
                    e);
        }
    }

    /** Returns the configuration that makes a session see the namespace. */
    public Map<String, String> sessionConf(Namespace namespace) {
        Map<String, String> conf = new LinkedHashMap<>();
        namespace.catalogs().forEach((name, catalog) -> catalogConf(namespace, name, catalog, conf));
        if (namespace.catalog() != null) {
            conf.put("spark.sql.defaultCatalog", namespace.catalog());
        }
        return conf;
    }

    private void catalogConf(Namespace namespace, String name, CatalogSpec catalog, Map<String, String> conf) {
        String prefix = "spark.sql.catalog." + name;
        switch (catalog.type()) {
            case ISOLATED -> {
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
