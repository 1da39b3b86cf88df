package dev.sparkgate.report;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A query as it is kept: grows by each call that brings more of its answer. Told from others by identity. */
final class Query {
    /** About what an object of this kind takes beside its texts. */
    private static final int OVERHEAD = 400;

    private static final int MOST_ERROR = 2_000;

    private final String leaseId;
    private final @Nullable String operationId;
    private final String user;
    private final String session;
    private final QueryText text;
    private final Redaction redaction;
    private final Instant start;
    private Instant end;
    private long rows;
    private long bytes;
    private int calls;
    private String status = "";
    private String error = "";

    Query(FinishedCall call, QueryText text, Redaction redaction) {
        this.leaseId = call.leaseId();
        this.operationId = call.operationId();
        this.user = call.user();
        this.session = call.session();
        this.text = text;
        this.redaction = redaction;
        this.start = call.start();
        this.end = call.end();
    }

    /** Adds a call; the last one says how the query ended. */
    void add(FinishedCall call) {
        end = call.end().isAfter(end) ? call.end() : end;
        rows += call.rows();
        bytes += call.bytes();
        calls++;
        status = call.status();
        error = call.failed() ? shown(call.message()) : "";
    }

    private String shown(String message) {
        String shown = redaction.hide(message.substring(0, Math.min(message.length(), PlanReader.MOST_TEXT)));
        return shown.length() > MOST_ERROR ? shown.substring(0, MOST_ERROR) + "…" : shown;
    }

    String leaseId() {
        return leaseId;
    }

    @Nullable
    String key() {
        return operationId == null ? null : key(session, operationId);
    }

    static String key(String session, String operationId) {
        return session + '/' + operationId;
    }

    /** Returns about how many bytes it takes. */
    long size() {
        return OVERHEAD + 2L * (text.text().length() + error.length());
    }

    QueryReport report() {
        return new QueryReport(
                operationId,
                user,
                session,
                text.kind().name(),
                text.text(),
                text.cut(),
                start,
                Duration.between(start, end),
                rows,
                bytes,
                calls,
                status,
                error.isEmpty() ? null : error);
    }
}
