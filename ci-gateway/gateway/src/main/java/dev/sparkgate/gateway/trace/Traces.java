package dev.sparkgate.gateway.trace;

import dev.sparkgate.proxy.Tracing;
import java.net.URI;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What gives calls their spans, to be closed at the end. Off unless the configuration or OpenTelemetry's own environment
 * variables name a receiver; this class alone names none of OpenTelemetry's.
 */
public final class Traces implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Traces.class);

    private final Tracing tracing;
    private final Runnable end;

    private Traces(Tracing tracing, Runnable end) {
        this.tracing = tracing;
        this.end = end;
    }

    /**
     * Starts to trace where that is wanted.
     *
     * @param otlp base URL of an OTLP/HTTP receiver; null = as the environment says
     * @param environment the process's environment variables
     */
    public static Traces open(@Nullable URI otlp, Function<String, @Nullable String> environment) {
        if (!wanted(otlp, environment)) {
            return new Traces(Tracing.OFF, () -> {});
        }
        SpanTracing spans = SpanTracing.start(otlp);
        log.atInfo()
                .addKeyValue("otlp", otlp == null ? "as OTEL_EXPORTER_OTLP_* say" : otlp)
                .log("calls are traced");
        return new Traces(spans, spans::close);
    }

    /** Returns what the data plane asks. */
    public Tracing tracing() {
        return tracing;
    }

    /** Sends what was not sent yet, for a few seconds at most. */
    @Override
    public void close() {
        end.run();
    }

    static boolean wanted(@Nullable URI otlp, Function<String, @Nullable String> environment) {
        if ("true".equals(word(environment, "OTEL_SDK_DISABLED"))) {
            return false;
        }
        if (otlp != null) {
            return true;
        }
        boolean named = !word(environment, "OTEL_EXPORTER_OTLP_ENDPOINT").isEmpty()
                || !word(environment, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT").isEmpty();
        if (!named || word(environment, "OTEL_TRACES_EXPORTER").equals("none")) {
            return false;
        }
        String protocol = word(environment, "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL");
        if (protocol.isEmpty()) {
            protocol = word(environment, "OTEL_EXPORTER_OTLP_PROTOCOL");
        }
        if (protocol.isEmpty() || protocol.equals("http/protobuf")) {
            return true;
        }
        log.atWarn()
                .addKeyValue("protocol", protocol)
                .log(
                        "calls are not traced: OTEL_EXPORTER_OTLP_PROTOCOL is not supported (expected: http/protobuf); set "
                                + "gateway.tracing.otlp to an OTLP/HTTP receiver");
        return false;
    }

    private static String word(Function<String, @Nullable String> environment, String name) {
        String value = environment.apply(name);
        return value == null ? "" : value.strip().toLowerCase(Locale.ROOT);
    }
}
