package dev.sparkgate.proxy;

import dev.sparkgate.auth.Principal;
import dev.sparkgate.driver.DriverReports;
import dev.sparkgate.session.SessionBinder;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.function.Function;

/**
 * What every call needs.
 *
 * @param principals says who calls, by what the metadata shows
 * @param drivers hears how drivers answer
 * @param maxMessage the largest message let through, in bytes
 * @param open counts the calls in flight
 */
record ProxyContext(
        SessionBinder sessions,
        RequestHeaders headers,
        Function<Http2Headers, Principal> principals,
        DriverReports drivers,
        CallObserver observer,
        Tracing tracing,
        long maxMessage,
        InFlight open) {}
