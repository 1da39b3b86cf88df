package dev.sparkgate.proxy;

import dev.sparkgate.session.Backend;
import dev.sparkgate.session.Caller;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a call says of itself, and says which of it a driver hears. */
final class RequestHeaders {
    private static final AsciiString LEASE = AsciiString.cached("x-sparkgate-lease");
    private static final AsciiString SPARK = AsciiString.cached("x-sparkgate-spark");
    private static final int USUAL = 16;

    /** Deadline and tracing, and nothing else: a driver has no use for more, and no right to secrets meant for the gateway. */
    private static final List<AsciiString> PASSED = List.of(
            Names.GRPC_TIMEOUT,
            Names.TRACEPARENT,
            Names.TRACESTATE,
            AsciiString.cached("baggage"),
            AsciiString.cached("x-request-id"));

    private final List<AsciiString> team;
    private final List<AsciiString> environment;
    private final List<AsciiString> user;

    /** Knows the routing headers and their further names: {@code team|environment|user → header}. */
    RequestHeaders(Map<String, String> aliases) {
        this.team = names("team", aliases);
        this.environment = names("environment", aliases);
        this.user = names("user", aliases);
    }

    Caller caller(Http2Headers headers) {
        return new Caller(
                text(headers, LEASE),
                first(headers, team),
                first(headers, environment),
                first(headers, user),
                text(headers, SPARK));
    }

    /**
     * Returns what routing pairs in a session's configuration say, in place of headers.
     *
     * @param pairs names as headers have them
     */
    Caller caller(Map<String, String> pairs) {
        return new Caller(
                null, first(pairs, team), first(pairs, environment), first(pairs, user), pairs.get(SPARK.toString()));
    }

    /** Says whether a header routes. */
    boolean routes(String name) {
        AsciiString header = AsciiString.of(name);
        return team.contains(header) || environment.contains(header) || user.contains(header) || SPARK.equals(header);
    }

    /**
     * Returns the headers for a driver.
     *
     * @param traceparent in place of the client's; null = the client's
     */
    static Http2Headers toDriver(Http2Headers headers, Backend backend, @Nullable String traceparent) {
        Http2Headers passed = new DefaultHttp2Headers(false, USUAL)
                .method(Names.POST)
                .scheme(Names.HTTP)
                .path(headers.path())
                .authority(backend.authority())
                .set(Names.CONTENT_TYPE, Names.GRPC)
                .set(Names.TE, Names.TRAILERS);
        for (AsciiString name : PASSED) {
            if (headers.contains(name)) {
                passed.set(name, headers.getAll(name));
            }
        }
        if (traceparent != null) {
            passed.set(Names.TRACEPARENT, traceparent);
        }
        if (!backend.token().isEmpty()) {
            passed.set(Names.AUTHORIZATION, backend.bearer());
        }
        return passed;
    }

    private static @Nullable String first(Http2Headers headers, List<AsciiString> names) {
        for (AsciiString name : names) {
            String value = text(headers, name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static @Nullable String first(Map<String, String> pairs, List<AsciiString> names) {
        for (AsciiString name : names) {
            String value = pairs.get(name.toString());
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static @Nullable String text(Http2Headers headers, AsciiString name) {
        CharSequence value = headers.get(name);
        return value == null ? null : value.toString();
    }

    private static List<AsciiString> names(String what, Map<String, String> aliases) {
        String alias = aliases.get(what);
        AsciiString own = AsciiString.cached("x-sparkgate-" + what);
        return alias == null ? List.of(own) : List.of(own, AsciiString.cached(alias));
    }
}
