package dev.sparkgate.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Fills a table before the first test of a class, from a static field or a static method of it:
 *
 * <pre>{@code
 * record Event(long id, String kind) {}
 *
 * @Fixture("pedregal.raw.events")
 * static final List<Event> EVENTS = List.of(new Event(1, "view"), new Event(2, "click"));
 *
 * @Fixture("pedregal.raw.users")
 * static Dataset<Row> users(SparkSession spark) {
 *     return spark.range(10).withColumnRenamed("id", "user_id");
 * }
 * }</pre>
 *
 * <p>A list of records travels to the gateway by its content: all classes with the same rows share one template. Columns
 * are the components, by name; primitives are {@code NOT NULL}. A {@code Dataset<Row>} is written into the class's own
 * namespace. The database is made if need be.
 */
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Fixture {
    /** Names the table, as in queries: {@code catalog.database.table} or {@code database.table}. */
    String value();
}
