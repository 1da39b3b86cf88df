package dev.sparkgate.proxy;

import dev.sparkgate.auth.Principal;
import dev.sparkgate.session.Sessions;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * What every call needs.
 *
 * @param principals says who calls, by what the metadata shows
 * @param maxMessage the largest message let through, in bytes
 * @param open counts the calls in flight
 */
record ProxyContext(
        Sessions sessions,
        RequestHeaders headers,
        Function<Http2Headers, Principal> principals,
        CallObserver observer,
        Tracing tracing,
        long maxMessage,
        AtomicInteger open) {}
