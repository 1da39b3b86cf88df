package dev.sparkgate.proxy;

import dev.sparkgate.session.Caller;
import io.grpc.Metadata;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a call says of itself, and says which metadata passes. */
final class Headers {
    private static final Metadata.Key<String> AUTHORIZATION = ascii("authorization");
    private static final Metadata.Key<String> LEASE = ascii("x-sparkgate-lease");
    private static final Metadata.Key<String> SPARK = ascii("x-sparkgate-spark");

    /** Tracing, and nothing else: a driver has no use for more, and no right to secrets meant for the gateway. */
    private static final List<Metadata.Key<String>> PASSED =
            List.of(ascii("traceparent"), ascii("tracestate"), ascii("baggage"), ascii("x-request-id"));

    /** What belongs to one connection only. */
    private static final Set<String> HOP_BY_HOP = Set.of(
            "content-type",
            "te",
            "user-agent",
            "grpc-encoding",
            "grpc-accept-encoding",
            "content-encoding",
            "accept-encoding");

    private final List<Metadata.Key<String>> team;
    private final List<Metadata.Key<String>> environment;
    private final List<Metadata.Key<String>> user;

    /** Knows the routing headers and their further names: {@code team|environment|user → header}. */
    Headers(Map<String, String> aliases) {
        this.team = names("team", aliases);
        this.environment = names("environment", aliases);
        this.user = names("user", aliases);
    }

    Caller caller(Metadata headers) {
        return new Caller(
                headers.get(LEASE),
                first(headers, team),
                first(headers, environment),
                first(headers, user),
                headers.get(SPARK));
    }

    /** Returns the metadata for a driver. */
    static Metadata toDriver(Metadata headers, String token) {
        Metadata passed = new Metadata();
        for (Metadata.Key<String> key : PASSED) {
            Iterable<String> values = headers.getAll(key);
            if (values != null) {
                values.forEach(value -> passed.put(key, value));
            }
        }
        if (!token.isEmpty()) {
            passed.put(AUTHORIZATION, "Bearer " + token);
        }
        return passed;
    }

    /** Takes out of a driver's metadata what belongs to its connection with the gateway. */
    static Metadata toClient(Metadata headers) {
        for (String key : headers.keys()) {
            if (HOP_BY_HOP.contains(key)) {
                headers.discardAll(ascii(key));
            }
        }
        return headers;
    }

    private static @Nullable String first(Metadata headers, List<Metadata.Key<String>> keys) {
        for (Metadata.Key<String> key : keys) {
            String value = headers.get(key);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static List<Metadata.Key<String>> names(String what, Map<String, String> aliases) {
        String alias = aliases.get(what);
        Metadata.Key<String> own = ascii("x-sparkgate-" + what);
        return alias == null ? List.of(own) : List.of(own, ascii(alias));
    }

    private static Metadata.Key<String> ascii(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }
}
