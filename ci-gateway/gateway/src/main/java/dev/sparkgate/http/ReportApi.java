package dev.sparkgate.http;

import dev.sparkgate.lease.Lease;
import dev.sparkgate.lease.LeaseManager;
import dev.sparkgate.report.LeaseReport;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.function.Function;

/** {@code /api/v1/leases/{id}/report}. */
final class ReportApi {
    private final LeaseManager leases;
    private final Function<Lease, LeaseReport> reports;

    ReportApi(LeaseManager leases, Function<Lease, LeaseReport> reports) {
        this.leases = leases;
        this.reports = reports;
    }

    void register(JavalinConfig config) {
        config.routes.get(LeaseApi.PATH + "/{id}/report", this::report);
    }

    private void report(Context context) {
        String id = context.pathParam("id");
        Lease lease = leases.find(id).orElseThrow(() -> LeaseApi.unknown(id));
        LeaseReport report = reports.apply(lease);
        context.header("Vary", "Accept").header("Cache-Control", "no-store");
        if (Accept.prefersHtml(context.header("Accept"))) {
            context.header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
                    .header("X-Content-Type-Options", "nosniff")
                    .contentType("text/html; charset=utf-8")
                    .result(report.html());
            return;
        }
        context.contentType("application/json").result(report.json());
    }
}
