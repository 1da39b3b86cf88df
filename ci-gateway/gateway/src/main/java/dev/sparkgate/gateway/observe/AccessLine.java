package dev.sparkgate.gateway.observe;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sparkgate.lease.Lease;
import dev.sparkgate.proxy.CallRecord;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes a call as one line of JSON. Names who, where and how much; never what was asked or answered. */
final class AccessLine {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern TRACE = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-.*");
    private static final double NANOS_PER_MICRO = 1e3;

    private AccessLine() {}

    /** Writes a call; {@code lease} is null when it is not known any more. */
    static String of(CallRecord call, @Nullable Lease lease) {
        ObjectNode line = MAPPER.createObjectNode();
        line.put("time", Instant.ofEpochMilli(call.startedMillis()).toString());
        line.put("peer", call.peer());
        line.put("method", call.method());
        line.put("status", call.status().name());
        line.put("ms", millis(call.nanos()));
        line.put("bytesIn", call.requestBytes());
        line.put("bytesOut", call.responseBytes());
        if (call.leaseId() != null) {
            line.put("lease", call.leaseId());
            line.put("environment", call.environment());
            line.put("driver", call.driverId());
            line.put("bindMs", millis(call.bindNanos()));
        }
        if (lease != null) {
            line.put("team", lease.team());
        }
        if (call.session() != null) {
            line.put("user", call.session().userId());
            line.put("session", call.session().sessionId());
        }
        if (call.operationId() != null) {
            line.put("operation", call.operationId());
        }
        String trace = traceId(call.traceparent());
        if (trace != null) {
            line.put("trace", trace);
        }
        return line.toString();
    }

    private static double millis(long nanos) {
        return Math.round(nanos / NANOS_PER_MICRO) / NANOS_PER_MICRO;
    }

    private static @Nullable String traceId(@Nullable String traceparent) {
        if (traceparent == null) {
            return null;
        }
        Matcher parts = TRACE.matcher(traceparent.toLowerCase(Locale.ROOT));
        return parts.matches() ? parts.group(1) : null;
    }
}
