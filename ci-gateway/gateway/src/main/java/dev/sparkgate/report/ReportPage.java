package dev.sparkgate.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sparkgate.lease.Lease;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;

/** Writes a report as one HTML page: no script, nothing from elsewhere, every text escaped. */
final class ReportPage {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private final StringBuilder page = new StringBuilder();

    private ReportPage() {}

    static String write(LeaseReport report) {
        ReportPage page = new ReportPage();
        page.head(report.lease());
        page.lease(report.lease());
        page.totals(report);
        page.queries(report);
        page.sessions(report);
        return page.page.append("</main>\n</body>\n</html>\n").toString();
    }

    private void head(Lease lease) {
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
                .append("<title>Lease ");
        text(lease.id()).append("</title>\n<style>\n").append(style()).append("</style>\n</head>\n<body>\n<main>\n");
    }

    private void lease(Lease lease) {
        page.append("<h1>Lease <code>");
        text(lease.id()).append("</code> <span class=\"state\">");
        text(lease.state().word().toLowerCase(Locale.ROOT)).append("</span></h1>\n<p class=\"facts\">");
        fact("environment", lease.environment());
        fact("team", lease.team());
        fact("user", lease.user());
        fact("namespace", lease.namespace().name());
        fact("since", MOMENT.format(lease.createdAt()));
        page.append("</p>\n");
    }

    private void fact(String name, String value) {
        page.append("<span>").append(name).append(" <b>");
        text(value).append("</b></span> ");
    }

    private void totals(LeaseReport report) {
        Totals totals = report.totals();
        page.append("<dl>");
        figure("queries", number(totals.queries()), "");
        figure("failed", number(totals.failed()), totals.failed() > 0 ? "failed" : "");
        figure("rows", number(totals.rows()), "");
        figure("answered", bytes(totals.bytes()), "");
        figure("busy", duration(totals.busy()), "");
        figure("sessions", number(report.sessions().size()), "");
        page.append("</dl>\n");
    }

    private void figure(String name, String value, String kind) {
        page.append("<div class=\"")
                .append(kind)
                .append("\"><dt>")
                .append(name)
                .append("</dt><dd>")
                .append(value)
                .append("</dd></div>");
    }

    private void queries(LeaseReport report) {
        page.append("<h2>Queries</h2>\n");
        if (report.queries().isEmpty()) {
            page.append("<p class=\"none\">Nothing has finished under this lease.</p>\n");
            return;
        }
        long unlisted = report.totals().queries() - report.queries().size();
        if (unlisted > 0) {
            page.append("<p class=\"none\">")
                    .append(number(unlisted))
                    .append(" older ones are in the sums, but not listed.</p>\n");
        }
        page.append("<table><thead><tr><th>start</th><th>status</th><th class=\"n\">time</th><th class=\"n\">rows</th>")
                .append("<th class=\"n\">bytes</th><th>query</th></tr></thead>\n<tbody>\n");
        report.queries().forEach(this::query);
        page.append("</tbody></table>\n");
    }

    private void query(QueryReport query) {
        page.append("<tr class=\"").append(query.failed() ? "failed" : "").append("\"><td>");
        time(query.start());
        page.append("</td><td>");
        text(query.status()).append("</td><td class=\"n\">").append(duration(query.duration()));
        page.append("</td><td class=\"n\">").append(number(query.rows()));
        page.append("</td><td class=\"n\">").append(bytes(query.bytes())).append("</td><td><pre>");
        text(query.text().isEmpty() ? "(not seen)" : query.text()).append(query.cut() ? "…" : "");
        page.append("</pre>");
        if (query.error() != null) {
            page.append("<pre class=\"error\">");
            text(query.error()).append("</pre>");
        }
        page.append("</td></tr>\n");
    }

    private void sessions(LeaseReport report) {
        if (report.sessions().isEmpty()) {
            return;
        }
        page.append("<h2>Sessions</h2>\n<table><thead><tr><th>session</th><th>user</th><th>client</th><th>first</th>")
                .append("<th>last</th><th class=\"n\">calls</th><th class=\"n\">queries</th></tr></thead>\n<tbody>\n");
        for (SessionReport session : report.sessions()) {
            page.append("<tr><td><code>");
            text(session.id()).append("</code></td><td>");
            text(session.user()).append("</td><td>");
            text(Objects.requireNonNullElse(session.client(), "")).append("</td><td>");
            time(session.firstSeen());
            page.append("</td><td>");
            time(session.lastSeen());
            page.append("</td><td class=\"n\">").append(number(session.calls()));
            page.append("</td><td class=\"n\">")
                    .append(number(session.queries()))
                    .append("</td></tr>\n");
        }
        page.append("</tbody></table>\n");
    }

    private void time(Instant instant) {
        page.append("<time datetime=\"")
                .append(instant)
                .append("\" title=\"")
                .append(MOMENT.format(instant))
                .append("\">")
                .append(TIME.format(instant))
                .append("</time>");
    }

    private StringBuilder text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> page.append("&amp;");
                case '<' -> page.append("&lt;");
                case '>' -> page.append("&gt;");
                case '"' -> page.append("&quot;");
                case '\'' -> page.append("&#39;");
                default -> page.append(Character.isISOControl(c) && c != '\n' && c != '\t' ? '\uFFFD' : c);
            }
        }
        return page;
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String bytes(long value) {
        if (value < 1 << 10) {
            return value + " B";
        }
        double scaled = value;
        String[] units = {"KiB", "MiB", "GiB", "TiB"};
        int unit = -1;
        do {
            scaled /= 1 << 10;
            unit++;
        } while (scaled >= 1 << 10 && unit < units.length - 1);
        return String.format(Locale.ROOT, "%.1f %s", scaled, units[unit]);
    }

    static String duration(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1e3);
        }
        return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
    }

    private static String style() {
        try (InputStream file = ReportPage.class.getResourceAsStream("report.css")) {
            return new String(Objects.requireNonNull(file, "report.css").readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
