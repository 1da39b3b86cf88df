package dev.sparkgate.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/** A file with a line of columns and a line for each row, which reads well in a review. */
record SnapshotFile(Path path) {
    void write(Rows rows, boolean ordered) {
        List<String> lines = new ArrayList<>();
        for (List<@Nullable Object> row : rows.values()) {
            Map<String, @Nullable Object> cells = new LinkedHashMap<>();
            for (int i = 0; i < row.size(); i++) {
                Object cell = row.get(i);
                cells.put(rows.names().get(i), cell == null ? null : Cells.text(cell));
            }
            lines.add(Json.write(cells));
        }
        if (!ordered) {
            lines.sort(null);
        }
        Map<String, Object> columns = new LinkedHashMap<>();
        rows.columns()
                .forEach(column -> columns.put(column.name(), column.type() + (column.nullable() ? "" : " not null")));
        lines.add(0, Json.write(columns));
        try {
            Path folder = path.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.writeString(path, String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("snapshot " + path + " can't be written: " + e, e);
        }
    }

    Rows read(Collection<String> ignored) {
        if (!Files.exists(path)) {
            throw new AssertionFailedError(
                    "snapshot " + path + " is not there (expected: a file that a run has written);"
                            + " run this test with -Dsparkgate.snapshots=update, look at the file and commit it");
        }
        try {
            List<String> lines = Files.readAllLines(path);
            List<Rows.Column> columns = new ArrayList<>();
            Json.object(lines.get(0)).forEach((name, type) -> {
                String text = String.valueOf(type);
                boolean nullable = !text.endsWith(" not null");
                columns.add(new Rows.Column(name, nullable ? text : text.substring(0, text.length() - 9), nullable));
            });
            List<List<@Nullable Object>> values = new ArrayList<>();
            for (String line : lines.subList(1, lines.size())) {
                Map<String, @Nullable Object> cells = Json.object(line);
                List<@Nullable Object> row = new ArrayList<>();
                for (Rows.Column column : columns) {
                    Object cell = cells.get(column.name());
                    row.add(Cells.parse(cell == null ? null : cell.toString(), column.type()));
                }
                values.add(row);
            }
            return new Rows(columns, values).without(ignored);
        } catch (IOException | IllegalArgumentException e) {
            throw new AssertionError(
                    "snapshot " + path + " can't be read: " + e.getMessage()
                            + "; write it anew with -Dsparkgate.snapshots=update",
                    e);
        }
    }

    @Override
    public String toString() {
        return String.valueOf(path.getFileName());
    }
}
