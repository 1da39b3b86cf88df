package dev.sparkgate.gateway.config;

import dev.sparkgate.gateway.config.GatewayConfig.AccessLog;
import dev.sparkgate.gateway.config.GatewayConfig.Observability;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the keys of section {@code gateway} that say what is written of each call. */
final class ObservabilityReader {
    private static final Scalar<AccessLog> ACCESS_LOG = new Scalar<>(
            "an access log",
            "true, false or the path of a file",
            Map.of("type", List.of("boolean", "string")),
            ObservabilityReader::accessLog,
            ObservabilityReader::print);

    private static final Scalar<URI> RECEIVER = new Scalar<>(
            "a URL of an OTLP/HTTP receiver",
            "like http://localhost:4318, without user, query and /v1/traces",
            Map.of("type", "string", "pattern", "^https?://.+$"),
            ObservabilityReader::receiver,
            URI::toString);

    private record Tracing(@Nullable URI otlp) {}

    private ObservabilityReader() {}

    static Observability read(Section in) {
        AccessLog accessLog = in.value(
                "access-log",
                ACCESS_LOG,
                new AccessLog.Off(),
                "A line of JSON for each call: true = in the gateway's log, else the file to append to.");
        Tracing tracing = in.section("tracing", "Where the calls' spans go.", ObservabilityReader::tracing);
        return new Observability(accessLog, tracing.otlp());
    }

    private static Tracing tracing(Section in) {
        return new Tracing(
                in.optional(
                        "otlp",
                        RECEIVER,
                        "Base URL of an OTLP/HTTP receiver. Default: OTEL_EXPORTER_OTLP_ENDPOINT; without it nothing is traced."));
    }

    private static @Nullable AccessLog accessLog(String text) {
        if (text.equals("false")) {
            return new AccessLog.Off();
        }
        if (text.equals("true")) {
            return new AccessLog.OwnLog();
        }
        try {
            return text.isBlank() || text.endsWith("/") ? null : new AccessLog.LogFile(Path.of(text));
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static Object print(AccessLog log) {
        return log instanceof AccessLog.LogFile file ? file.path().toString() : log instanceof AccessLog.OwnLog;
    }

    private static @Nullable URI receiver(String text) {
        try {
            URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean plain = uri.getUserInfo() == null && uri.getQuery() == null && uri.getFragment() == null;
            return web && plain && uri.getHost() != null && !text.endsWith("/v1/traces") ? uri : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
