package dev.sparkgate.gateway.trace;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.proxy.CallRecord;
import dev.sparkgate.proxy.Tracing;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The span of one call. Carries no message and no text: either may hold what is nobody's business. */
final class CallSpan implements Tracing.Span {
    /** What a server's span counts as its own failure (OpenTelemetry's semantic conventions for gRPC). */
    private static final Set<Status.Code> FAILURES = Set.of(
            Status.Code.UNKNOWN,
            Status.Code.DEADLINE_EXCEEDED,
            Status.Code.UNIMPLEMENTED,
            Status.Code.INTERNAL,
            Status.Code.UNAVAILABLE,
            Status.Code.DATA_LOSS);

    private final Span span;

    CallSpan(Span span) {
        this.span = requireNonNull(span, "span");
    }

    @Override
    public String traceparent() {
        SpanContext context = span.getSpanContext();
        return "00-" + context.getTraceId() + '-' + context.getSpanId() + '-'
                + context.getTraceFlags().asHex();
    }

    @Override
    public void finished(CallRecord call) {
        span.setAttribute("rpc.grpc.status_code", (long) call.status().value());
        span.setAttribute("sparkgate.environment", call.environment());
        span.setAttribute("sparkgate.bytes_in", call.requestBytes());
        span.setAttribute("sparkgate.bytes_out", call.responseBytes());
        span.setAttribute("client.address", call.peer());
        set("sparkgate.lease", call.leaseId());
        set("sparkgate.driver", call.driverId());
        set("sparkgate.session", call.session() == null ? null : call.session().sessionId());
        set("sparkgate.operation", call.operationId());
        if (FAILURES.contains(call.status())) {
            span.setStatus(StatusCode.ERROR);
            span.setAttribute("error.type", call.status().name());
        }
        span.end();
    }

    private void set(String name, @Nullable String value) {
        if (value != null) {
            span.setAttribute(name, value);
        }
    }
}
