package dev.sparkgate.proxy;

import org.jspecify.annotations.Nullable;

/** Gives each call its place in the trace that its client began (W3C Trace Context). Called on the network's threads. */
@FunctionalInterface
public interface Tracing {
    /** Leaves traces as clients send them. */
    Tracing OFF = (method, traceparent, tracestate) -> null;

    /**
     * Begins a call.
     *
     * @param method bare gRPC name, for example {@code ExecutePlan}; {@code other} for one that is not known
     * @param traceparent as the client sent it; may be anything
     * @param tracestate as the client sent it; may be anything
     * @return null = leaves the call's trace as it is
     */
    @Nullable
    Span begin(String method, @Nullable String traceparent, @Nullable String tracestate);

    /** A call's place in its trace. */
    interface Span {
        /** Returns what the driver hears as {@code traceparent}: its own spans become children of this one. */
        String traceparent();

        /** Notes that the call is over, once. */
        void finished(CallRecord call);
    }
}
