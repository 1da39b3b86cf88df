package dev.sparkgate.junit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads CSV files (RFC 4180) with a first line of column names. */
final class CsvRows {
    private CsvRows() {}

    /** @param columns of what it is compared with: they say what the cells are */
    static Rows read(String location, List<Rows.Column> columns, Collection<String> ignored) {
        List<List<@Nullable String>> lines = parse(text(location));
        if (lines.isEmpty()) {
            throw new IllegalArgumentException(
                    location + " is empty (expected: a first line of column names); write them");
        }
        List<Rows.Column> header = new ArrayList<>();
        for (String name : lines.get(0)) {
            String column = String.valueOf(name).strip();
            header.add(columns.stream()
                    .filter(known -> known.name().equals(column))
                    .findFirst()
                    .orElse(new Rows.Column(column, "string", true)));
        }
        List<List<@Nullable Object>> values = new ArrayList<>();
        for (List<@Nullable String> line : lines.subList(1, lines.size())) {
            if (line.size() != header.size()) {
                throw new IllegalArgumentException(location + " has a line of " + line.size() + " cells: " + line
                        + " (expected: " + header.size() + ", as its first line); quote cells that hold commas");
            }
            List<@Nullable Object> cells = new ArrayList<>();
            for (int i = 0; i < line.size(); i++) {
                cells.add(Cells.parse(line.get(i), header.get(i).type()));
            }
            values.add(cells);
        }
        return new Rows(header, values).without(ignored);
    }

    private static String text(String location) {
        try {
            if (!location.startsWith("classpath:")) {
                return Files.readString(Path.of(location));
            }
            String resource = location.substring("classpath:".length()).replaceAll("^/+", "");
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            InputStream stream = loader == null
                    ? ClassLoader.getSystemResourceAsStream(resource)
                    : loader.getResourceAsStream(resource);
            if (stream == null) {
                throw new IllegalArgumentException("'" + location + "' is not there (expected: src/test/resources/"
                        + resource + "); check the name");
            }
            try (stream) {
                return new String(stream.readAllBytes(), UTF_8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("'" + location + "' can't be read: " + e, e);
        }
    }

    /** Returns the cells of all lines; null for empty ones without quotes. */
    static List<List<@Nullable String>> parse(String text) {
        List<List<@Nullable String>> lines = new ArrayList<>();
        List<@Nullable String> line = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        boolean wasQuoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    cell.append('"');
                    i++;
                } else if (c == '"') {
                    quoted = false;
                } else {
                    cell.append(c);
                }
            } else if (c == '"') {
                quoted = true;
                wasQuoted = true;
            } else if (c == ',' || c == '\n') {
                line.add(cell.length() == 0 && !wasQuoted ? null : cell.toString());
                cell.setLength(0);
                wasQuoted = false;
                if (c == '\n') {
                    addUnlessBlank(lines, line);
                    line = new ArrayList<>();
                }
            } else if (c != '\r') {
                cell.append(c);
            }
        }
        if (cell.length() > 0 || wasQuoted || !line.isEmpty()) {
            line.add(cell.length() == 0 && !wasQuoted ? null : cell.toString());
            addUnlessBlank(lines, line);
        }
        return lines;
    }

    private static void addUnlessBlank(List<List<@Nullable String>> lines, List<@Nullable String> line) {
        if (line.size() > 1
                || line.get(0) != null
                || (!lines.isEmpty() && lines.get(0).size() == 1)) {
            lines.add(line);
        }
    }
}
