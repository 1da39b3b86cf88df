package dev.sparkgate.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sparkgate.lease.Lease;
import dev.sparkgate.lease.LeaseState;
import dev.sparkgate.lease.Place;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Writes a report as JSON. */
final class ReportJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ReportJson() {}

    static String write(LeaseReport report) {
        ObjectNode json = MAPPER.createObjectNode();
        lease(json.putObject("lease"), report.lease());
        totals(json.putObject("totals"), report.totals());
        ArrayNode sessions = json.putArray("sessions");
        report.sessions().forEach(session -> session(sessions.addObject(), session));
        ArrayNode queries = json.putArray("queries");
        report.queries().forEach(query -> query(queries.addObject(), query));
        json.put("unlisted", report.totals().queries() - report.queries().size());
        return json.toString();
    }

    private static void lease(ObjectNode json, Lease lease) {
        LeaseState state = lease.state();
        json.put("id", lease.id());
        json.put("state", state.word());
        json.put("environment", lease.environment());
        json.put("team", lease.team());
        json.put("user", lease.user());
        json.put("namespace", lease.namespace().name());
        Place place = state.place();
        if (place != null) {
            json.put("driver", place.driverId());
            json.put("spark", place.spark());
        }
        json.put("createdAt", text(lease.createdAt()));
        if (state instanceof LeaseState.Ended ended) {
            json.put("reason", ended.reason().name());
            json.put("endedAt", text(ended.at()));
        }
        ObjectNode labels = json.putObject("labels");
        lease.labels().forEach(labels::put);
    }

    private static void totals(ObjectNode json, Totals totals) {
        json.put("queries", totals.queries());
        json.put("failed", totals.failed());
        json.put("rows", totals.rows());
        json.put("bytes", totals.bytes());
        json.put("busy", text(totals.busy()));
    }

    private static void session(ObjectNode json, SessionReport session) {
        json.put("id", session.id());
        json.put("user", session.user());
        if (session.client() != null) {
            json.put("client", session.client());
        }
        json.put("firstSeen", text(session.firstSeen()));
        json.put("lastSeen", text(session.lastSeen()));
        json.put("calls", session.calls());
        json.put("queries", session.queries());
    }

    private static void query(ObjectNode json, QueryReport query) {
        if (query.operationId() != null) {
            json.put("operationId", query.operationId());
        }
        json.put("session", query.session());
        json.put("user", query.user());
        json.put("kind", query.kind());
        json.put("text", query.text());
        if (query.cut()) {
            json.put("cut", true);
        }
        json.put("start", text(query.start()));
        json.put("duration", text(query.duration()));
        json.put("rows", query.rows());
        json.put("bytes", query.bytes());
        json.put("calls", query.calls());
        json.put("status", query.status());
        if (query.error() != null) {
            json.put("error", query.error());
        }
    }

    private static String text(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private static String text(Duration duration) {
        return duration.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
