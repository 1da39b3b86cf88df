package dev.sparkgate.proxy;

import dev.sparkgate.proxy.wire.ResponseMeter;
import dev.sparkgate.session.Binding;
import dev.sparkgate.session.Method;
import dev.sparkgate.session.Peer;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** Counts what passes of a call, and tells of it when it is over. */
final class CallAccount {
    private final CallObserver observer;
    private final Http2Headers headers;
    private final String method;
    private final Peer peer;
    private final @Nullable RequestPrefix kept;
    private final @Nullable ResponseMeter meter;
    private final Tracing.@Nullable Span span;
    private final long startedMillis = System.currentTimeMillis();
    private final long startedNanos = System.nanoTime();

    private long bindNanos;
    private long requestBytes;
    private long responseBytes;

    /**
     * Begins with the call's arrival.
     *
     * @param name the method's bare gRPC name, as the client said it
     */
    CallAccount(ProxyContext context, Peer peer, Http2Headers headers, Method method, String name) {
        this.observer = context.observer();
        this.headers = headers;
        this.method = method == Method.OTHER ? "other" : name;
        this.peer = peer;
        this.kept = method == Method.EXECUTE_PLAN ? new RequestPrefix() : null;
        this.meter = method == Method.EXECUTE_PLAN || method == Method.REATTACH_EXECUTE ? new ResponseMeter() : null;
        Tracing tracing = context.tracing();
        this.span = tracing == Tracing.OFF
                ? null
                : tracing.begin(this.method, text(Names.TRACEPARENT), text(Names.TRACESTATE));
    }

    long startedMillis() {
        return startedMillis;
    }

    /** Returns what goes on to the driver of the call's trace; null where it is as the client sent it. */
    @Nullable
    String traceparent() {
        return span == null ? null : span.traceparent();
    }

    /** Notes what came from the client; its indices stay as they are. */
    void asked(ByteBuf data) {
        requestBytes += data.readableBytes();
        if (kept != null) {
            kept.add(data);
        }
    }

    /** Notes that the call knows its driver. */
    void bound() {
        bindNanos = System.nanoTime() - startedNanos;
    }

    /** Notes what came from the driver; its indices stay as they are. */
    void answered(ByteBuf data) {
        responseBytes += data.readableBytes();
        if (meter != null) {
            meter.passed(data);
        }
    }

    /** Tells of the call, once. */
    void close(@Nullable Binding to, RequestBody request, Status.Code status, String message) {
        CallRecord record = record(to, request, status, message);
        if (span != null) {
            span.finished(record);
        }
        observer.finished(record);
    }

    private CallRecord record(@Nullable Binding to, RequestBody request, Status.Code status, String message) {
        return new CallRecord(
                method,
                to == null ? "none" : to.environment(),
                to == null ? null : to.leaseId(),
                to == null ? null : to.backend().driver().id(),
                request.known() ? request.session() : null,
                request.clientType(),
                request.operationId(),
                span == null ? text(Names.TRACEPARENT) : span.traceparent(),
                peer.host(),
                startedMillis,
                bindNanos,
                System.nanoTime() - startedNanos,
                requestBytes,
                responseBytes,
                meter == null ? 0 : meter.rows(),
                status,
                message,
                kept == null ? null : kept.bytes());
    }

    private @Nullable String text(AsciiString header) {
        CharSequence value = headers.get(header);
        return value == null ? null : value.toString();
    }
}
