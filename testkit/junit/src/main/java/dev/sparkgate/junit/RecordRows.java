package dev.sparkgate.junit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes a fixture of a list of records. */
final class RecordRows {
    private RecordRows() {}

    /**
     * Makes the fixture of a table.
     *
     * @param rows at least one: an empty list does not tell its columns
     * @param type of the rows, where it is known better than from the rows
     * @throws IllegalArgumentException when rows are no records, or of several types
     */
    static FixtureBundle bundle(String table, List<?> rows, Class<?> type) {
        List<String> columns = new ArrayList<>();
        RecordColumns.of(type)
                .forEach((name, sql) -> columns.add(
                        "\"" + name + "\": \"" + sql + (RecordColumns.required(type, name) ? " not null" : "") + "\""));
        String file = "rows.jsonl";
        String yaml = "tables:\n  " + table + ":\n    columns: {" + String.join(", ", columns) + "}\n"
                + (rows.isEmpty() ? "" : "    data: {json-lines: " + file + "}\n");
        StringBuilder lines = new StringBuilder();
        for (Object row : rows) {
            if (row == null || row.getClass() != type) {
                throw new IllegalArgumentException("row " + row + " of table " + table + " is no " + type.getName()
                        + " (expected: records of one type); make them all the same");
            }
            lines.append(Json.write(RecordColumns.json(row))).append('\n');
        }
        return FixtureBundle.of(
                "@Fixture " + table,
                rows.isEmpty()
                        ? Map.of("fixture.yaml", yaml.getBytes(UTF_8))
                        : Map.of(
                                "fixture.yaml",
                                yaml.getBytes(UTF_8),
                                file,
                                lines.toString().getBytes(UTF_8)));
    }
}
