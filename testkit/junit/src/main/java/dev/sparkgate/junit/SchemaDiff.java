package dev.sparkgate.junit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says in which columns schemas differ. */
final class SchemaDiff {
    private SchemaDiff() {}

    static List<String> of(List<Rows.Column> expected, List<Rows.Column> found, CompareOptions options) {
        List<String> differences = new ArrayList<>();
        Map<String, Rows.Column> left = byName(found);
        for (Rows.Column column : expected) {
            Rows.Column other = left.remove(column.name());
            if (other == null) {
                differences.add("column '" + column.name() + "' is missing (expected: " + type(column) + ")");
                continue;
            }
            if (options.types() && !column.type().equals(other.type())) {
                differences.add(
                        "column '" + column.name() + "' is " + other.type() + " (expected: " + column.type() + ")");
            } else if (!options.anyNullability() && column.nullable() != other.nullable()) {
                differences.add("column '" + column.name() + "' is " + nullability(other) + " (expected: "
                        + nullability(column) + "); say ignoringNullability() if that is no matter");
            }
        }
        left.values()
                .forEach(
                        column -> differences.add("column '" + column.name() + "' " + type(column) + " is unexpected"));
        if (differences.isEmpty()
                && !options.anyColumnOrder()
                && !names(expected).equals(names(found))) {
            differences.add("columns stand in the order " + names(found) + " (expected: " + names(expected)
                    + "); say ignoringColumnOrder() if that is no matter");
        }
        return differences;
    }

    private static Map<String, Rows.Column> byName(List<Rows.Column> columns) {
        Map<String, Rows.Column> byName = new LinkedHashMap<>();
        columns.forEach(column -> byName.put(column.name(), column));
        return byName;
    }

    private static List<String> names(List<Rows.Column> columns) {
        return columns.stream().map(Rows.Column::name).toList();
    }

    private static String type(Rows.Column column) {
        return column.type() + (column.nullable() ? "" : " not null");
    }

    private static String nullability(Rows.Column column) {
        return column.nullable() ? "nullable" : "not null";
    }
}
