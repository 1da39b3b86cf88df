package dev.sparkgate.junit;

import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Fills tables and prepares sessions from code; a parameter of tests and life-cycle methods, or a field. */
public interface SparkFixtures {
    /**
     * Makes a table of records, with a column for each component; replaces it if it is there.
     *
     * @param table {@code catalog.database.table} or {@code database.table}; the database is made if need be
     * @param rows at least one, all of one record type
     * @throws IllegalArgumentException when a component is of a type that no column has
     */
    void table(String table, List<? extends Record> rows);

    /**
     * Makes a table of a query's rows; replaces it if it is there.
     *
     * @param table {@code catalog.database.table} or {@code database.table}; the database is made if need be
     */
    void table(String table, Dataset<Row> rows);

    /** Makes a temporary view of records. */
    void view(String name, List<? extends Record> rows);

    /**
     * Prepares the session, now, and each copy of it that a method gets where Spark can't clone sessions: settings, temporary
     * views, functions.
     */
    void session(Consumer<SparkSession> step);
}
