package dev.sparkgate.namespace;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.file.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes namespaces and drops them: a folder each, below one root, and the configuration that leads a session there. */
public final class Namespaces {
    /** Less than this and a lease could not even write its first table. */
    private static final long LEAST_FREE_BYTES = 32L << 20;

    private static final String ICEBERG_CATALOG = "org.apache.iceberg.spark.SparkCatalog";
    private static final String LEASE_CATALOG = "dev.sparkgate.driver.catalog.LeaseCatalog";

    private final Path root;

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
            Files.createDirectories(root);
            long free = Files.getFileStore(root).getUsableSpace();
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

    private Path folder(Namespace namespace) {
        return root.resolve(namespace.folder());
    }
}
