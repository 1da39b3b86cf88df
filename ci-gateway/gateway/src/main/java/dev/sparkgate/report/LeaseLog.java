package dev.sparkgate.report;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The newest queries and the sessions of one lease. Guarded by its {@link QueryLog}. */
final class LeaseLog {
    /** Beyond these, new sessions count but are not listed. */
    private static final int MOST_SESSIONS = 500;

    private final Deque<Query> queries = new ArrayDeque<>();
    private final Map<String, Query> byOperation = new HashMap<>();
    private final Map<String, SessionReport> sessions = new LinkedHashMap<>();
    private Totals forgotten = Totals.NONE;

    static final Seen NOTHING = new Seen(List.of(), List.of(), Totals.NONE);

    /** What was seen of a lease. */
    record Seen(List<QueryReport> queries, List<SessionReport> sessions, Totals totals) {}

    void note(FinishedCall call) {
        String key = call.user() + '/' + call.session();
        SessionReport known = sessions.get(key);
        if (known != null || sessions.size() < MOST_SESSIONS) {
            sessions.put(key, (known == null ? SessionReport.of(call) : known).with(call));
        }
    }

    @Nullable
    Query find(FinishedCall call) {
        return call.operationId() == null ? null : byOperation.get(Query.key(call.session(), call.operationId()));
    }

    void add(Query query) {
        queries.add(query);
        String key = query.key();
        if (key != null) {
            byOperation.put(key, query);
        }
    }

    /** Forgets the oldest query, but for its part in the totals. */
    Query forgetOldest() {
        Query oldest = queries.remove();
        String key = oldest.key();
        if (key != null) {
            byOperation.remove(key, oldest);
        }
        forgotten = forgotten.plus(oldest.report());
        return oldest;
    }

    int size() {
        return queries.size();
    }

    Iterable<Query> queries() {
        return queries;
    }

    Seen seen() {
        List<QueryReport> reports = new ArrayList<>(queries.size());
        Totals totals = forgotten;
        for (Query query : queries) {
            QueryReport report = query.report();
            reports.add(report);
            totals = totals.plus(report);
        }
        reports.sort(Comparator.comparing(QueryReport::start));
        return new Seen(List.copyOf(reports), List.copyOf(sessions.values()), totals);
    }
}
