package dev.sparkgate.junit;

import static java.util.Objects.requireNonNull;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Makes sessions that start with what another one was told: by Spark's CloneSession where client and server have it (both
 * from 4.1 on, SPARK-53455), else by telling them the same again.
 */
final class SessionCopy {
    private static final Logger LOG = System.getLogger(SessionCopy.class.getName());
    private static final String CATALOGS = "spark.sql.catalog.";

    private final HeldSession origin;
    private final Location location;
    private final HeldLease lease;
    private final List<SessionStep> steps;

    /** Where a session is in its catalogs. */
    record Location(String catalog, String database) {
        static Location of(HeldSession session) {
            Row at = session.session()
                    .sql("SELECT current_catalog(), current_database()")
                    .collectAsList()
                    .get(0);
            return new Location(at.getString(0), at.getString(1));
        }
    }

    /**
     * Makes copies of a session.
     *
     * @param location where the session is
     * @param lease that the session is of
     * @param steps that the session was prepared with and that can be run again
     */
    SessionCopy(HeldSession origin, Location location, HeldLease lease, List<SessionStep> steps) {
        this.origin = requireNonNull(origin, "origin");
        this.location = requireNonNull(location, "location");
        this.lease = requireNonNull(lease, "lease");
        this.steps = List.copyOf(steps);
    }

    /** @param sameDriver whether the copy will be on the driver of the original: nothing can be cloned to another one */
    HeldSession into(String remote, boolean sameDriver) {
        String clone = sameDriver ? cloneId() : null;
        if (clone == null) {
            return replay(HeldSession.open(remote));
        }
        HeldSession copy = HeldSession.open(remote + ";session_id=" + clone);
        return finished(copy, () -> enter(copy.session()));
    }

    /** A clone is where its lease begins; the original may have gone elsewhere since. */
    private void enter(SparkSession copy) {
        if (!location.catalog().equals(lease.catalog()) || !location.database().equals(lease.database())) {
            copy.catalog().setCurrentCatalog(location.catalog());
            copy.catalog().setCurrentDatabase(location.database());
        }
    }

    /** Returns the id of a clone that nobody has used yet; null where there are no clones. */
    private @Nullable String cloneId() {
        try {
            return Clone.of(origin.session());
        } catch (LinkageError clientBefore41) {
            return null;
        } catch (RuntimeException e) {
            if (!unimplemented(e)) {
                throw e;
            }
            return null;
        }
    }

    private static boolean unimplemented(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            String message = String.valueOf(at.getMessage());
            if (message.contains("UNIMPLEMENTED") || message.contains("Method not found")) {
                return true;
            }
        }
        return false;
    }

    private HeldSession replay(HeldSession copy) {
        return finished(copy, () -> replayInto(copy.session()));
    }

    private static HeldSession finished(HeldSession copy, Runnable step) {
        try {
            step.run();
            return copy;
        } catch (RuntimeException e) {
            copy.close();
            throw e;
        }
    }

    private void replayInto(SparkSession copy) {
        SparkSession from = origin.session();
        Map<String, String> told = settings(from);
        Map<String, String> fresh = settings(copy);
        told.forEach((key, value) -> {
            if (!value.equals(fresh.get(key)) && !key.startsWith(CATALOGS)) {
                set(copy, key, value);
            }
        });
        enter(copy);
        steps.forEach(step -> step.run(copy));
        List<String> lost = new ArrayList<>(views(from));
        lost.removeAll(views(copy));
        if (!lost.isEmpty()) {
            throw new SparkGatewayException(
                    "SESSION_NOT_COPIED",
                    "temporary views " + lost
                            + " of the class's session can't be copied: this Spark has no CloneSession"
                            + " (expected: client and server 4.1 or later on one driver, or views that can be made again);"
                            + " make them in a step of SparkFixtures.session(…), or in @BeforeEach");
        }
    }

    private static void set(SparkSession copy, String key, String value) {
        try {
            copy.conf().set(key, value);
        } catch (RuntimeException e) {
            // what can't be set can't have been set in the original either: it belongs to the driver
            LOG.log(Level.DEBUG, "setting {0} was not copied: {1}", key, e.getMessage());
        }
    }

    private static Map<String, String> settings(SparkSession session) {
        Map<String, String> settings = new TreeMap<>();
        scala.jdk.javaapi.CollectionConverters.asJava(session.conf().getAll()).forEach(settings::put);
        return settings;
    }

    private static List<String> views(SparkSession session) {
        // Names only: what a view reads is no matter here.
        return session.sql("SHOW VIEWS").filter("isTemporary").select("viewName").collectAsList().stream()
                .map(SessionCopy::name)
                .toList();
    }

    private static String name(Row row) {
        return row.getString(0);
    }

    /** The only place that needs a client with cloneSession. */
    private static final class Clone {
        private Clone() {}

        static String of(SparkSession session) {
            String id = UUID.randomUUID().toString();
            org.apache.spark.sql.connect.SparkSession clone =
                    ((org.apache.spark.sql.connect.SparkSession) session).cloneSession(id);
            // Only its client goes: the session on the server is what is wanted.
            clone.client().shutdown();
            return id;
        }
    }
}
