package dev.sparkgate.junit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the strategy reports of all processes of a run as one page. */
final class StrategyPage {
    private StrategyPage() {}

    static String of(Map<String, JsonFields> runs) {
        StringBuilder page = new StringBuilder("<!doctype html><meta charset=\"utf-8\"><title>Sparkgate report</title>"
                + "<style>body{font:14px system-ui;margin:2em}table{border-collapse:collapse;margin:1em 0}"
                + "td,th{padding:.2em .8em;border-bottom:1px solid #ccc;text-align:right}"
                + "td:first-child,th:first-child{text-align:left}</style><h1>What the leases cost</h1>");
        runs.forEach((name, run) -> {
            page.append("<h2>").append(escaped(name)).append("</h2><p>About ");
            page.append(run.number("savedMs", 0)).append(" ms saved, at ");
            page.append(run.number("freshSessionMs", 0)).append(" ms for a Spark session of its own per lease.</p>");
            table(page, run.object().get("sums"), List.of("what", "count", "ms", "medianMs", "longestMs"));
            table(page, run.object().get("steps"), List.of("for", "kind", "ms"));
        });
        return page.toString();
    }

    private static void table(StringBuilder page, @Nullable Object rows, List<String> columns) {
        page.append("<table><tr>");
        columns.forEach(column -> page.append("<th>").append(column).append("</th>"));
        page.append("</tr>");
        if (rows instanceof List<?> list) {
            for (Object row : list) {
                page.append("<tr>");
                columns.forEach(
                        column -> page.append("<td>").append(cell(row, column)).append("</td>"));
                page.append("</tr>");
            }
        }
        page.append("</table>");
    }

    private static String cell(@Nullable Object row, String column) {
        Object value = row instanceof Map<?, ?> map ? map.get(column) : null;
        if (value instanceof Double number) {
            return Long.toString(number.longValue());
        }
        return escaped(String.valueOf(value));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
