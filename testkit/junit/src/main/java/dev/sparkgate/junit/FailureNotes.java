package dev.sparkgate.junit;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads from a gateway what is worth knowing when a test has failed. */
final class FailureNotes {
    private static final int LOG_LINES = 60;

    private final GatewayClient client;
    private final HeldLease lease;

    FailureNotes(GatewayClient client, HeldLease lease) {
        this.client = requireNonNull(client, "client");
        this.lease = requireNonNull(lease, "lease");
    }

    /** Returns the end of the driver's log, or why there is none. */
    String driverLog() {
        return read("/api/v1/drivers/" + lease.driver() + "/log?lines=" + LOG_LINES);
    }

    /** Returns the last query that failed, as text. */
    String lastFailedQuery() {
        String report = read("/api/v1/leases/" + lease.id() + "/report");
        try {
            Map<?, ?> failed = failed(JsonFields.parse(report).object().get("queries"));
            if (failed == null) {
                return "none";
            }
            return failed.get("text") + "\n  status " + failed.get("status") + ", after " + failed.get("duration")
                    + (failed.get("error") == null ? "" : "\n  " + failed.get("error"));
        } catch (IllegalArgumentException notJson) {
            return report;
        }
    }

    private static @Nullable Map<?, ?> failed(@Nullable Object queries) {
        if (!(queries instanceof List<?> list)) {
            return null;
        }
        Map<?, ?> last = null;
        for (Object query : list) {
            if (query instanceof Map<?, ?> map
                    && !"OK".equals(map.get("status"))
                    && (last == null
                            || String.valueOf(map.get("start")).compareTo(String.valueOf(last.get("start"))) >= 0)) {
                last = map;
            }
        }
        return last;
    }

    private String read(String path) {
        try {
            return client.read(lease.gateway(), path);
        } catch (SparkGatewayException e) {
            return "(not to be had: " + e.getMessage() + ")";
        }
    }
}
