package dev.sparkgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.gateway.config.ConfigReader;
import dev.sparkgate.gateway.trace.Collector;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a whole gateway with a real driver writes of the calls that it serves. */
class ObservationIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    @TempDir
    static Path home;

    private static Collector collector;
    private static Gateway gateway;
    private static Api api;

    @BeforeAll
    static void start() throws IOException {
        collector = new Collector();
        String yaml = """
                gateway:
                  grpc: {port: 0}
                  http: {port: 0}
                  access-log: %s
                  tracing: {otlp: "%s"}
                """.formatted(accessLog(), collector.url());
        gateway = Gateway.start(
                ConfigReader.read(yaml).orThrow("the test's own"),
                new GatewayOptions(home, home.resolve("gateways/0"), true, null, null));
        api = new Api(gateway.httpAddress());
        await().atMost(PATIENCE).until(() -> api.get("/readyz").statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        collector.close();
    }

    @Test
    void shouldReportWhatRanUnderALease() {
        // Given
        JsonNode lease = api.lease("{\"environment\":\"test\",\"team\":\"search\"}");
        String secret = lease.path("secret").asText();
        SessionKey session = new SessionKey("anna", UUID.randomUUID().toString());

        // When
        try (SparkCalls calls = SparkCalls.leased(gateway.grpcAddress(), secret, session)) {
            calls.sql("create table seen (id bigint) using iceberg");
            assertThat(calls.rows("select id, '" + secret + "' as s from range(2500)"))
                    .isEqualTo(2500);
            assertThat(calls.rowsOfRange(7)).isEqualTo(7);
            assertThatThrownBy(() -> calls.rows("select password from nowhere options (password 'hunter2')"))
                    .isNotNull();
        }

        // Then
        JsonNode report = api.report(lease);
        JsonNode queries = report.path("queries");
        assertThat(queries.findValuesAsText("text"))
                .containsExactly(
                        "create table seen (id bigint) using iceberg",
                        "select id, '***' as s from range(2500)",
                        "limit(range)",
                        "select password from nowhere options (password '***')");
        assertThat(queries.findValuesAsText("status"))
                .startsWith("OK", "OK", "OK")
                .hasSize(4);
        assertThat(queries.get(1).path("rows").asLong()).isEqualTo(2500);
        assertThat(queries.get(1).path("bytes").asLong()).isGreaterThan(2500);
        assertThat(queries.get(2).path("rows").asLong()).isEqualTo(7);
        assertThat(queries.get(3).path("error").asText()).isNotEmpty().doesNotContain("hunter2");
        assertThat(report.path("totals").path("queries").asLong()).isEqualTo(4);
        assertThat(report.path("totals").path("failed").asLong()).isEqualTo(1);
        assertThat(report.path("totals").path("rows").asLong()).isGreaterThanOrEqualTo(2507);
        assertThat(Duration.parse(report.path("totals").path("busy").asText())).isPositive();
        assertThat(report.path("sessions")).singleElement().satisfies(seen -> {
            assertThat(seen.path("id").asText()).isEqualTo(session.sessionId());
            assertThat(seen.path("user").asText()).isEqualTo("anna");
            assertThat(seen.path("queries").asLong()).isEqualTo(4);
        });
        assertThat(report.toString()).doesNotContain(secret, "hunter2");

        // and after its end
        api.release(lease);
        await().atMost(Duration.ofSeconds(15)).until(() -> api.state(lease).equals("ENDED"));
        assertThat(api.report(lease).path("queries")).isEqualTo(queries);
        assertThat(api.page("/api/v1/leases/" + lease.path("id").asText() + "/report")
                        .body())
                .contains("limit(range)", "ended")
                .doesNotContain(secret, "hunter2");
    }

    @Test
    void shouldLeaveALineAndASpanForEachCall() throws IOException {
        // Given
        JsonNode lease = api.lease("{\"environment\":\"test\",\"team\":\"traced\"}");
        String secret = lease.path("secret").asText();
        SessionKey session = new SessionKey("bert", UUID.randomUUID().toString());
        String parent = "b7ad6b7169203331";

        // When
        try (SparkCalls calls =
                SparkCalls.traced(gateway.grpcAddress(), secret, session, "00-" + TRACE + "-" + parent + "-01")) {
            calls.rows("select 1 as only");
        }

        // Then
        await().atMost(Duration.ofSeconds(20)).until(() -> spansOf(TRACE).size() == 1);
        Span span = spansOf(TRACE).get(0);
        assertThat(HexFormat.of().formatHex(span.getParentSpanId().toByteArray()))
                .isEqualTo(parent);
        assertThat(Collector.texts(span.getAttributesList()))
                .containsEntry("rpc.method", "ExecutePlan")
                .containsEntry("rpc.grpc.status_code", "0")
                .containsEntry("sparkgate.lease", lease.path("id").asText())
                .containsEntry("sparkgate.environment", "test");
        await().atMost(Duration.ofSeconds(5))
                .until(() -> Files.readString(accessLog()).contains(TRACE));
        String lines = Files.readString(accessLog());
        assertThat(lines.lines().filter(line -> line.contains(TRACE)))
                .singleElement()
                .asString()
                .contains("\"method\":\"ExecutePlan\"", "\"team\":\"traced\"", "\"user\":\"bert\"")
                .contains("\"lease\":\"" + lease.path("id").asText() + "\"", "\"status\":\"OK\"");
        assertThat(lines).doesNotContain(secret, "select 1");
        api.release(lease);
    }

    @Test
    void shouldCountWhatItServes() {
        // Given
        JsonNode lease = api.lease("{\"environment\":\"test\"}");
        SessionKey session = new SessionKey("carl", UUID.randomUUID().toString());
        try (SparkCalls calls =
                SparkCalls.leased(gateway.grpcAddress(), lease.path("secret").asText(), session)) {
            calls.rows("select 1");
        }

        // When
        String metrics = api.get("/metrics").body();

        // Then
        assertThat(metrics)
                .contains(
                        "sparkgate_calls_active 0.0",
                        "sparkgate_calls_unlogged_total 0.0",
                        "sparkgate_driver_connect_seconds_count{outcome=\"connected\"}",
                        "sparkgate_calls_seconds_bucket{environment=\"test\",method=\"ExecutePlan\",status=\"OK\",le=\"",
                        "sparkgate_calls_bind_seconds_count{environment=\"test\",method=\"ExecutePlan\",status=\"OK\"}",
                        "sparkgate_calls_request_bytes_total{environment=\"test\",method=\"ExecutePlan\",status=\"OK\"}",
                        "sparkgate_calls_response_bytes_total{environment=\"test\",method=\"ExecutePlan\",status=\"OK\"}");
        api.release(lease);
    }

    private static Path accessLog() {
        return home.resolve("access.log");
    }

    private static List<Span> spansOf(String trace) {
        return collector.spans().stream()
                .filter(span -> HexFormat.of()
                        .formatHex(span.getTraceId().toByteArray())
                        .equals(trace))
                .toList();
    }
}
