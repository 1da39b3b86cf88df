package dev.sparkgate.junit;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Fills the tables of a scope through its session. */
final class ScopeFixtures implements SparkFixtures {
    private final LeaseScope scope;

    ScopeFixtures(LeaseScope scope) {
        this.scope = requireNonNull(scope, "scope");
    }

    @Override
    public void table(String table, List<? extends Record> rows) {
        SparkSession session = scope.session().session();
        write(session, table, dataset(session, rows));
    }

    @Override
    public void table(String table, Dataset<Row> rows) {
        write(scope.session().session(), table, rows);
    }

    @Override
    public void view(String name, List<? extends Record> rows) {
        List<? extends Record> copy = List.copyOf(rows);
        session(session -> dataset(session, copy).createOrReplaceTempView(name));
    }

    @Override
    public void session(Consumer<SparkSession> step) {
        scope.prepare(new SessionStep(step));
    }

    static void write(SparkSession session, String table, Dataset<Row> rows) {
        int dot = table.lastIndexOf('.');
        if (dot < 0) {
            throw new IllegalArgumentException("table '" + table
                    + "' has no database (expected: catalog.database.table or database.table); add it");
        }
        session.sql("CREATE NAMESPACE IF NOT EXISTS " + table.substring(0, dot));
        rows.writeTo(table).createOrReplace();
    }

    static Dataset<Row> dataset(SparkSession session, List<? extends Record> rows) {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException(
                    "no rows, so no columns (expected: at least one record); use CREATE TABLE for an empty table");
        }
        Class<?> type = rows.get(0).getClass();
        List<String> columns = new ArrayList<>();
        RecordColumns.of(type)
                .forEach((name, sql) ->
                        columns.add("`" + name + "` " + sql + (RecordColumns.required(type, name) ? " NOT NULL" : "")));
        boolean java8 = "true".equals(session.conf().get("spark.sql.datetime.java8API.enabled", "false"));
        List<Row> values = new ArrayList<>();
        for (Record row : rows) {
            if (row.getClass() != type) {
                throw new IllegalArgumentException(
                        "row " + row + " is no " + type.getName() + " (expected: records of one type)");
            }
            values.add(row(row, java8));
        }
        return session.createDataFrame(values, StructType.fromDDL(String.join(", ", columns)));
    }

    private static Row row(Record row, boolean java8) {
        RecordComponent[] components = row.getClass().getRecordComponents();
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = external(RecordColumns.value(components[i], row), java8);
        }
        return RowFactory.create(values);
    }

    private static @Nullable Object external(@Nullable Object value, boolean java8) {
        if (value instanceof Record record) {
            return row(record, java8);
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof BigInteger integer) {
            return new BigDecimal(integer);
        }
        if (value instanceof LocalDate date && !java8) {
            return java.sql.Date.valueOf(date);
        }
        if (value instanceof Instant instant && !java8) {
            return java.sql.Timestamp.from(instant);
        }
        if (value instanceof Collection<?> many) {
            List<@Nullable Object> list = new ArrayList<>();
            many.forEach(one -> list.add(external(one, java8)));
            return scala.jdk.javaapi.CollectionConverters.asScala(list).toSeq();
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> copy = new java.util.LinkedHashMap<>();
            map.forEach((key, member) -> copy.put(key, external(member, java8)));
            return scala.jdk.javaapi.CollectionConverters.asScala(copy);
        }
        return value;
    }
}
