package dev.sparkgate.gateway.trace;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.proxy.Tracing;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes a span of each call and sends it by OTLP over HTTP; all of OpenTelemetry's environment variables count. */
final class SpanTracing implements Tracing, AutoCloseable {
    private static final String SERVICE = "spark.connect.SparkConnectService";
    private static final long FLUSH_SECONDS = 3;
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    private final OpenTelemetrySdk sdk;
    private final Tracer tracer;

    /** What a client says of its trace. */
    private record Received(
            @Nullable String traceparent, @Nullable String tracestate) {}

    private SpanTracing(OpenTelemetrySdk sdk) {
        this.sdk = requireNonNull(sdk, "sdk");
        this.tracer = sdk.getTracer("dev.sparkgate");
    }

    static SpanTracing start(@Nullable URI otlp) {
        return new SpanTracing(AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(() -> Map.of("otel.service.name", "sparkgate"))
                .addPropertiesCustomizer(config -> settings(otlp))
                .disableShutdownHook()
                .build()
                .getOpenTelemetrySdk());
    }

    @Override
    public Span begin(String method, @Nullable String traceparent, @Nullable String tracestate) {
        Context parent = W3C.extract(Context.root(), new Received(traceparent, tracestate), Getter.INSTANCE);
        return new CallSpan(tracer.spanBuilder(SERVICE + "/" + method)
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .setAttribute("rpc.system", "grpc")
                .setAttribute("rpc.service", SERVICE)
                .setAttribute("rpc.method", method)
                .startSpan());
    }

    @Override
    public void close() {
        sdk.shutdown().join(FLUSH_SECONDS, TimeUnit.SECONDS);
    }

    private static Map<String, String> settings(@Nullable URI otlp) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "otel.traces.exporter", "otlp",
                "otel.metrics.exporter", "none",
                "otel.logs.exporter", "none",
                "otel.propagators", "tracecontext",
                "otel.exporter.otlp.protocol", "http/protobuf",
                "otel.exporter.otlp.traces.protocol", "http/protobuf"));
        if (otlp != null) {
            settings.put("otel.exporter.otlp.traces.endpoint", otlp + "/v1/traces");
        }
        return settings;
    }

    private enum Getter implements TextMapGetter<Received> {
        INSTANCE;

        @Override
        public Iterable<String> keys(Received received) {
            return List.of("traceparent", "tracestate");
        }

        @Override
        public @Nullable String get(@Nullable Received received, String key) {
            if (received == null) {
                return null;
            }
            return switch (key) {
                case "traceparent" -> received.traceparent();
                case "tracestate" -> received.tracestate();
                default -> null;
            };
        }
    }
}
