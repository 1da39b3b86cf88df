package dev.sparkgate.junit;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes what differs so that a person sees it: plain text, differing cells in brackets, counts, nothing cut in silence. */
final class DiffText {
    private static final int MOST_ROWS = 20;
    private static final int WIDEST = 60;

    private DiffText() {}

    static String rows(String description, String whose, Rows expected, Rows found, RowDiff diff) {
        StringBuilder text = new StringBuilder(description + " differs from " + whose + ": ");
        text.append(diff.pairs().size()).append(" rows differ, ");
        text.append(diff.missing().size()).append(" are missing, ");
        text.append(diff.unexpected().size()).append(" are unexpected (");
        text.append(expected.values().size()).append(" expected, ");
        text.append(found.values().size()).append(" found)\n");
        if (!diff.pairs().isEmpty()) {
            List<List<String>> cells = diff.pairs().stream()
                    .limit(MOST_ROWS)
                    .map(pair -> marked(
                            expected.values().get(pair[0]), found.values().get(pair[1])))
                    .toList();
            table(
                    text,
                    "differing, as [expected -> found]",
                    expected,
                    cells,
                    diff.pairs().size());
        }
        section(text, "missing", expected, diff.missing());
        section(text, "unexpected", found, diff.unexpected());
        return text.toString();
    }

    /** Returns the first rows, for a message about all of them. */
    static String sample(Rows rows) {
        if (rows.values().isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("\n");
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < rows.values().size(); i++) {
            all.add(i);
        }
        section(text, "rows", rows, all);
        return text.toString();
    }

    private static void section(StringBuilder text, String title, Rows rows, List<Integer> places) {
        if (places.isEmpty()) {
            return;
        }
        List<List<String>> cells = places.stream()
                .limit(MOST_ROWS)
                .map(place -> rows.values().get(place).stream()
                        .map(cell -> cut(Cells.text(cell)))
                        .toList())
                .toList();
        table(text, title, rows, cells, places.size());
    }

    private static List<String> marked(List<@Nullable Object> expected, List<@Nullable Object> found) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < expected.size(); i++) {
            String one = Cells.text(expected.get(i));
            String other = Cells.text(found.get(i));
            if (Objects.equals(expected.get(i), found.get(i))) {
                cells.add(cut(one));
            } else if (one.equals(other)) {
                cells.add(
                        "[" + one + " (" + kind(expected.get(i)) + ") -> " + other + " (" + kind(found.get(i)) + ")]");
            } else {
                cells.add(around(one, other));
            }
        }
        return cells;
    }

    private static String kind(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getSimpleName();
    }

    /** Long texts are shown from shortly before where they part: a cut that hides the difference helps nobody. */
    private static String around(String one, String other) {
        if (one.length() <= WIDEST && other.length() <= WIDEST) {
            return "[" + one + " -> " + other + "]";
        }
        int parting = 0;
        while (parting < Math.min(one.length(), other.length()) && one.charAt(parting) == other.charAt(parting)) {
            parting++;
        }
        int from = Math.max(0, parting - 10);
        return "[" + window(one, from) + " -> " + window(other, from) + "]";
    }

    private static String window(String text, int from) {
        int to = Math.min(text.length(), from + WIDEST);
        return (from > 0 ? "…" : "")
                + text.substring(Math.min(from, text.length()), to)
                + (to < text.length() ? "…" : "");
    }

    private static String cut(String text) {
        return text.length() <= WIDEST ? text : text.substring(0, WIDEST) + "…(" + text.length() + " characters)";
    }

    private static void table(StringBuilder text, String title, Rows rows, List<List<String>> cells, int all) {
        text.append(title).append(":\n");
        List<String> names = rows.names();
        int[] widths = new int[names.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = names.get(i).length();
            for (List<String> row : cells) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        line(text, names, widths);
        cells.forEach(row -> line(text, row, widths));
        if (all > cells.size()) {
            text.append("  … and ").append(all - cells.size()).append(" more rows that are not shown\n");
        }
    }

    private static void line(StringBuilder text, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder("  ");
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i).replace("\n", "\\n");
            line.append(cell).append(" ".repeat(Math.max(0, widths[i] - cell.length())));
            line.append(i < cells.size() - 1 ? " | " : "");
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
