package dev.sparkgate.report;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.lease.Lease;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Keeps what ran under each lease, in memory and within bounds: the newest 1,000 queries of a lease, some kilobytes of text
 * for each, some megabytes in all; what is forgotten stays in the totals.
 */
public final class QueryLog {
    private static final int MOST_QUERIES = 1_000;
    private static final int MOST_TEXT = 4_000;
    private static final long MOST_BYTES = 16L << 20;

    private final Function<FinishedCall, Collection<String>> secrets;
    private final int mostQueries;
    private final long mostBytes;
    private final Map<String, LeaseLog> leases = new HashMap<>();
    /** All queries, oldest first: whose turn it is when there is too much. */
    private final Set<Query> all = new LinkedHashSet<>();

    private long bytes;

    /** Never shows what {@code secrets} gives for a call. */
    public QueryLog(Function<FinishedCall, Collection<String>> secrets) {
        this(secrets, MOST_QUERIES, MOST_BYTES);
    }

    QueryLog(Function<FinishedCall, Collection<String>> secrets, int mostQueries, long mostBytes) {
        this.secrets = requireNonNull(secrets, "secrets");
        this.mostQueries = mostQueries;
        this.mostBytes = mostBytes;
    }

    /** Notes a call. Reads its plan: not for the network's threads. */
    public synchronized void note(FinishedCall call) {
        LeaseLog lease = leases.computeIfAbsent(call.leaseId(), id -> new LeaseLog());
        lease.note(call);
        if (!call.ofQuery()) {
            return;
        }
        Query query = lease.find(call);
        if (query == null) {
            Redaction redaction = new Redaction(secrets.apply(call));
            query = new Query(call, text(call, redaction), redaction);
            lease.add(query);
            all.add(query);
        } else {
            bytes -= query.size();
        }
        query.add(call);
        bytes += query.size();
        while (lease.size() > mostQueries) {
            forget(lease);
        }
        while (bytes > mostBytes && !all.isEmpty()) {
            forget(requireNonNull(leases.get(all.iterator().next().leaseId()), "lease"));
        }
    }

    /** Returns what ran under a lease so far. */
    public synchronized LeaseReport report(Lease lease) {
        LeaseLog log = leases.get(lease.id());
        return new LeaseReport(lease, log == null ? LeaseLog.NOTHING : log.seen());
    }

    /** Forgets all leases but these. */
    public synchronized void keep(Predicate<String> leaseIds) {
        leases.entrySet().removeIf(entry -> {
            if (leaseIds.test(entry.getKey())) {
                return false;
            }
            entry.getValue().queries().forEach(this::dropped);
            return true;
        });
    }

    synchronized long bytes() {
        return bytes;
    }

    private void forget(LeaseLog lease) {
        dropped(lease.forgetOldest());
    }

    private void dropped(Query query) {
        all.remove(query);
        bytes -= query.size();
    }

    private static QueryText text(FinishedCall call, Redaction redaction) {
        QueryText text = PlanReader.read(call.request());
        return new QueryText(text.kind(), redaction.hide(text.text()), text.cut()).atMost(MOST_TEXT);
    }
}
