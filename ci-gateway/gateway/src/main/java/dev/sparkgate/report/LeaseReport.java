package dev.sparkgate.report;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.lease.Lease;
import java.util.List;

/** What ran under a lease, so far. */
public final class LeaseReport {
    private final Lease lease;
    private final LeaseLog.Seen seen;

    LeaseReport(Lease lease, LeaseLog.Seen seen) {
        this.lease = requireNonNull(lease, "lease");
        this.seen = requireNonNull(seen, "seen");
    }

    /** Returns it as JSON text. */
    public String json() {
        return ReportJson.write(this);
    }

    /** Returns it as a page of its own: no script, nothing from elsewhere. */
    public String html() {
        return ReportPage.write(this);
    }

    Lease lease() {
        return lease;
    }

    /** Returns the newest queries, oldest first. */
    List<QueryReport> queries() {
        return seen.queries();
    }

    List<SessionReport> sessions() {
        return seen.sessions();
    }

    Totals totals() {
        return seen.totals();
    }
}
