package dev.sparkgate.junit;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** Finds what a session has left running, and ends it. */
final class Leaks {
    private static final Logger LOG = System.getLogger(Leaks.class.getName());

    private Leaks() {}

    /** @param thorough whether cached tables are looked for, too, one by one */
    static List<String> of(HeldSession held, boolean thorough) {
        SparkSession session = held.session();
        List<String> leaks = new ArrayList<>();
        try {
            for (StreamingQuery query : session.streams().active()) {
                leaks.add("streaming query " + (query.name() == null ? query.id() : "'" + query.name() + "'"));
                query.stop();
            }
            int running = session.interruptAll().size();
            if (running > 0) {
                leaks.add(running + (running == 1 ? " running operation" : " running operations"));
            }
            if (thorough) {
                cached(session, leaks);
            }
        } catch (RuntimeException | java.util.concurrent.TimeoutException e) {
            // The driver may be gone, which some test has told already.
            LOG.log(Level.DEBUG, "not looked for leaks: {0}", e.getMessage());
        }
        return leaks;
    }

    private static void cached(SparkSession session, List<String> leaks) {
        String catalog = session.catalog().currentCatalog();
        for (Row database : session.sql("SHOW NAMESPACES IN `" + catalog + "`").collectAsList()) {
            for (Row table : session.sql("SHOW TABLES IN `" + catalog + "`.`" + database.getString(0) + "`")
                    .filter("not isTemporary")
                    .select("tableName")
                    .collectAsList()) {
                String name = catalog + "." + database.getString(0) + "." + table.getString(0);
                if (session.catalog().isCached(name)) {
                    leaks.add("cached table " + name);
                }
            }
        }
        for (Row view : session.sql("SHOW VIEWS").filter("isTemporary").collectAsList()) {
            if (session.catalog().isCached(view.getString(1))) {
                leaks.add("cached view " + view.getString(1));
            }
        }
    }
}
