package dev.sparkgate.junit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Rows in plain form.
 *
 * @param columns what is known of the columns
 * @param values as {@link Cells#plain} makes them, in the order of the columns
 */
record Rows(List<Column> columns, List<List<@Nullable Object>> values) {
    /**
     * A column.
     *
     * @param type as Spark SQL writes it
     */
    record Column(String name, String type, boolean nullable) {}

    List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    static List<Column> columns(StructType schema, Collection<String> ignored) {
        List<Column> columns = new ArrayList<>();
        for (StructField field : schema.fields()) {
            if (!ignored.contains(field.name())) {
                columns.add(new Column(field.name(), field.dataType().catalogString(), field.nullable()));
            }
        }
        return columns;
    }

    /** @throws AssertionError when there are more rows than wanted */
    static Rows collect(Dataset<?> dataset, Collection<String> ignored, int most, String outputMode) {
        Dataset<Row> rows = (dataset.isStreaming() ? StreamRun.rows(dataset, outputMode) : dataset.toDF());
        StructType schema = rows.schema();
        List<Row> collected = rows.limit(most + 1).collectAsList();
        if (collected.size() > most) {
            throw new AssertionError("more than " + most + " rows (expected: at most so many, because they are all"
                    + " compared here); say withAtMost(n) before the comparison, or compare an aggregate");
        }
        List<List<@Nullable Object>> values = new ArrayList<>();
        for (Row row : collected) {
            List<@Nullable Object> cells = new ArrayList<>();
            for (int i = 0; i < row.length(); i++) {
                cells.add(Cells.plain(row.get(i)));
            }
            values.add(cells);
        }
        return new Rows(columns(schema, List.of()), values).without(ignored);
    }

    static Rows ofRecords(List<? extends Record> records, Collection<String> ignored) {
        Class<?> type = records.get(0).getClass();
        List<Column> columns = new ArrayList<>();
        RecordColumns.of(type).forEach((name, sql) -> columns.add(new Column(name, sql, true)));
        List<List<@Nullable Object>> values = new ArrayList<>();
        for (Record one : records) {
            if (one.getClass() != type) {
                throw new IllegalArgumentException(
                        "record " + one + " is no " + type.getName() + " (expected: records of one type)");
            }
            values.add(plain(Cells.values(one)));
        }
        return new Rows(columns, values).without(ignored);
    }

    /** Takes rows by position: whatever is given has the columns of what it is compared with. */
    static Rows positional(List<Column> columns, List<?> rows, Collection<String> ignored) {
        List<List<@Nullable Object>> values = new ArrayList<>();
        for (Object row : rows) {
            Object plain = Cells.plain(row);
            List<@Nullable Object> cells = new ArrayList<>();
            if (plain instanceof List<?> list) {
                cells.addAll(list);
            } else {
                cells.add(plain);
            }
            if (cells.size() != columns.size()) {
                throw new IllegalArgumentException("row " + Cells.text(plain) + " has " + cells.size()
                        + " values (expected: " + columns.size() + ", for "
                        + columns.stream().map(Column::name).toList()
                        + (ignored.isEmpty() ? "" : ", because " + ignored + " are ignored") + ")");
            }
            values.add(cells);
        }
        return new Rows(columns, values);
    }

    private static List<@Nullable Object> plain(Collection<@Nullable Object> row) {
        List<@Nullable Object> cells = new ArrayList<>();
        row.forEach(cell -> cells.add(Cells.plain(cell)));
        return cells;
    }

    /** Returns the rows as files have them: what is nested is a text. */
    Rows withNestedAsText() {
        List<List<@Nullable Object>> texts = new ArrayList<>();
        for (List<@Nullable Object> row : values) {
            List<@Nullable Object> cells = new ArrayList<>();
            row.forEach(cell -> cells.add(cell instanceof List || cell instanceof Map ? Cells.text(cell) : cell));
            texts.add(cells);
        }
        return new Rows(columns, texts);
    }

    Rows without(Collection<String> ignored) {
        if (names().stream().noneMatch(ignored::contains)) {
            return this;
        }
        return inOrderOf(
                names().stream().filter(name -> !ignored.contains(name)).toList());
    }

    /** Returns the named columns only, in that order. */
    Rows inOrderOf(List<String> wanted) {
        if (wanted.equals(names())) {
            return this;
        }
        Map<String, Integer> places = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            places.putIfAbsent(columns.get(i).name(), i);
        }
        List<Integer> order =
                wanted.stream().map(name -> places.getOrDefault(name, -1)).toList();
        List<List<@Nullable Object>> moved = new ArrayList<>();
        for (List<@Nullable Object> row : values) {
            List<@Nullable Object> cells = new ArrayList<>();
            order.forEach(place -> cells.add(row.get(place)));
            moved.add(cells);
        }
        return new Rows(order.stream().map(columns::get).toList(), moved);
    }
}
