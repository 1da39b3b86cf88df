package dev.sparkgate.junit;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Lists the tables of a session's catalog, and their rows. */
final class ScopeTables {
    private static final int MOST = 30;

    private ScopeTables() {}

    static String of(SparkSession session) {
        StringBuilder text = new StringBuilder();
        String catalog = session.catalog().currentCatalog();
        int count = 0;
        for (Row database : session.sql("SHOW NAMESPACES IN `" + catalog + "`").collectAsList()) {
            String namespace = "`" + catalog + "`." + quoted(database.getString(0));
            for (Row table : session.sql("SHOW TABLES IN " + namespace)
                    .filter("not isTemporary")
                    .select("tableName")
                    .collectAsList()) {
                if (++count > MOST) {
                    return text.append("(and more)").toString();
                }
                String name = namespace + ".`" + table.getString(0) + "`";
                text.append(name.replace("`", ""))
                        .append(": ")
                        .append(rows(session, name))
                        .append('\n');
            }
        }
        List<Row> views = session.sql("SHOW VIEWS").filter("isTemporary").collectAsList();
        views.forEach(
                view -> text.append("temporary view ").append(view.getString(1)).append('\n'));
        return text.length() == 0 ? "none" : text.toString();
    }

    private static String rows(SparkSession session, String table) {
        try {
            return session.table(table).count() + " rows";
        } catch (RuntimeException e) {
            return "can't be read: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        }
    }

    private static String quoted(String namespace) {
        return "`" + namespace.replace(".", "`.`") + "`";
    }
}
