package dev.sparkgate.gateway.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.proxy.CallRecord;
import dev.sparkgate.proxy.Tracing;
import io.grpc.Status;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracesTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";

    private Collector collector;

    @BeforeEach
    void start() throws IOException {
        collector = new Collector();
    }

    @AfterEach
    void stop() {
        collector.close();
    }

    @Test
    void shouldContinueTheClientsTraceWhenItHasOne() {
        // Given
        String heard;
        try (Traces traces = Traces.open(collector.url(), name -> null)) {
            // When
            Tracing.Span span = traces.tracing().begin("ExecutePlan", "00-" + TRACE + "-" + PARENT + "-01", "a=b");
            heard = span.traceparent();
            span.finished(call(Status.Code.INTERNAL));
        }

        // Then
        Span span = collector.spans().get(0);
        assertThat(span.getName()).isEqualTo("spark.connect.SparkConnectService/ExecutePlan");
        assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(hex(span.getTraceId().toByteArray())).isEqualTo(TRACE);
        assertThat(hex(span.getParentSpanId().toByteArray())).isEqualTo(PARENT);
        assertThat(heard).isEqualTo("00-" + TRACE + "-" + hex(span.getSpanId().toByteArray()) + "-01");
        assertThat(span.getStatus().getCodeValue()).isEqualTo(2);
        assertThat(Collector.texts(span.getAttributesList()))
                .containsEntry("rpc.system", "grpc")
                .containsEntry("rpc.method", "ExecutePlan")
                .containsEntry("rpc.grpc.status_code", "13")
                .containsEntry("sparkgate.lease", "l1")
                .containsEntry("sparkgate.environment", "test")
                .doesNotContainValue("no table secret");
        assertThat(Collector.texts(collector.resource())).containsEntry("service.name", "sparkgate");
    }

    @Test
    void shouldBeginATraceWhenTheClientHasNone() {
        // Given
        try (Traces traces = Traces.open(collector.url(), name -> null)) {
            // When
            for (String nonsense : List.of("", "nonsense", "00-" + "0".repeat(32) + "-" + PARENT + "-01")) {
                traces.tracing().begin("Config", nonsense, null).finished(call(Status.Code.OK));
            }
        }

        // Then
        assertThat(collector.spans()).hasSize(3).allSatisfy(span -> {
            assertThat(span.getParentSpanId().isEmpty()).isTrue();
            assertThat(span.getTraceId().size()).isEqualTo(16);
            assertThat(span.getStatus().getCodeValue()).isZero();
        });
    }

    @Test
    void shouldNotSampleWhatTheClientDoesNot() {
        // Given
        String heard;
        try (Traces traces = Traces.open(collector.url(), name -> null)) {
            // When
            Tracing.Span span = traces.tracing().begin("Config", "00-" + TRACE + "-" + PARENT + "-00", null);
            heard = span.traceparent();
            span.finished(call(Status.Code.OK));
        }

        // Then
        assertThat(heard).startsWith("00-" + TRACE).endsWith("-00");
        assertThat(collector.spans()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', '', '', false",
        "http://c:4318, '', '', '', true",
        "http://c:4318, http/protobuf, '', '', true",
        "http://c:4317, grpc, '', '', false",
        "http://c:4318, '', none, '', false",
        "http://c:4318, '', '', true, false"
    })
    void shouldDoAsOpenTelemetrysEnvironmentSays(
            String endpoint, String protocol, String exporter, String disabled, boolean wanted) {
        // Given
        Map<String, String> environment = Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", endpoint,
                "OTEL_EXPORTER_OTLP_PROTOCOL", protocol,
                "OTEL_TRACES_EXPORTER", exporter,
                "OTEL_SDK_DISABLED", disabled);

        // When / Then
        assertThat(Traces.wanted(null, environment::get)).isEqualTo(wanted);
        assertThat(Traces.wanted(URI.create("http://c:4318"), environment::get)).isEqualTo(disabled.isEmpty());
    }

    @Test
    void shouldLeaveTracesAloneWhenNobodyWantsThem() {
        // When / Then
        try (Traces traces = Traces.open(null, name -> null)) {
            assertThat(traces.tracing()).isSameAs(Tracing.OFF);
        }
    }

    private static CallRecord call(Status.Code status) {
        return new CallRecord(
                "ExecutePlan",
                "test",
                "l1",
                "default-1",
                new SessionKey("anna", "s1"),
                null,
                null,
                null,
                "127.0.0.1",
                1,
                1,
                1,
                1,
                1,
                0,
                status,
                "no table secret",
                null);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
