package dev.sparkgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.driver.DriverHandle;
import dev.sparkgate.driver.DriverSpec;
import dev.sparkgate.driver.Profile;
import dev.sparkgate.driver.fixed.FixedDriver;
import dev.sparkgate.driver.fixed.FixedDriverBackend;
import dev.sparkgate.gateway.config.ConfigReader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Spark Connect server that somebody else runs, and starts anew on the same port. */
@Timeout(300)
class StaticDriverIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @TempDir
    Path home;

    private PlainSparkServer server;

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldNotTakeTheServerForTheOldOneWhenItWasStartedAnew() throws Exception {
        // Given
        server = PlainSparkServer.start(home, "secret");
        FixedDriverBackend backend = new FixedDriverBackend(
                List.of(new FixedDriver(server.address(), "secret")), Clock.systemUTC(), Duration.ofSeconds(30));
        Profile profile = new Profile("4.1", "1g", Map.of(), List.of(), true);
        DriverHandle old = backend.launch(new DriverSpec("one", "pool", "legacy", "first", profile));
        assertThat(old.driver().spark()).isEqualTo("4.1.2");
        assertThat(old.probe(TIMEOUT)).succeedsWithin(TIMEOUT).isEqualTo(true);

        // When
        server.restart();

        // Then
        assertThat(old.sameGeneration(TIMEOUT)).succeedsWithin(TIMEOUT).isEqualTo(false);
        assertThat(old.exit()).isCompletedWithValue("the server on " + server.address() + " was started anew");
        DriverHandle fresh = backend.launch(new DriverSpec("two", "pool", "legacy", "second", profile));
        assertThat(fresh.sameGeneration(TIMEOUT)).succeedsWithin(TIMEOUT).isEqualTo(true);
        fresh.stop(Duration.ZERO);
    }

    @Test
    void shouldEndTheLeasesOfTheOldServerAndServeFromTheNew() throws Exception {
        // Given
        server = PlainSparkServer.start(home, "");
        String yaml = """
                gateway: {grpc: {port: 0}, http: {port: 0}, default-environment: plain}
                clusters:
                  legacy: {backend: static, drivers: [{address: "%s"}]}
                pools:
                  legacy:
                    cluster: legacy
                    spark: "4.1"
                    min-idle: 1
                    max: 1
                    health: {period: 500ms, timeout: 5s, lost-after: 1m}
                environments:
                  plain: {pools: [{pool: legacy}], namespace: {lifetime: none}}
                """.formatted(server.address());
        Gateway gateway = Gateway.start(
                ConfigReader.read(yaml).orThrow("test"),
                new GatewayOptions(home, home.resolve("gateways/0"), true, null, null));
        try {
            Api api = new Api(gateway.httpAddress());
            await().atMost(PATIENCE).until(() -> api.get("/readyz").statusCode() == 200);
            JsonNode first = api.drivers().get(0);
            JsonNode lease = api.lease("{}");
            try (SparkCalls calls = through(gateway, lease)) {
                calls.sql("create temporary view kept as select 1 as a");

                // When
                server.restart();

                // Then
                await().atMost(Duration.ofSeconds(15))
                        .until(() -> api.state(lease).equals("ENDED"));
                assertThat(api.lease(lease).path("reason").asText()).isEqualTo("DRIVER_LOST");
                assertThatThrownBy(() -> calls.rows("select * from kept")).hasMessageContaining("DRIVER_LOST");
            }
            JsonNode next = api.order("{}");
            await().atMost(PATIENCE).until(() -> api.state(next).equals("ACTIVE"));
            JsonNode second = api.drivers().get(0);
            assertThat(second.path("id")).isNotEqualTo(first.path("id"));
            assertThat(second.path("generation")).isNotEqualTo(first.path("generation"));
            assertThat(second.path("spark").asText()).isEqualTo("4.1.2");
            try (SparkCalls calls = through(gateway, next)) {
                assertThat(calls.rows("select 1")).isEqualTo(1);
            }
        } finally {
            gateway.close();
        }
    }

    private static SparkCalls through(Gateway gateway, JsonNode lease) {
        return SparkCalls.leased(
                gateway.grpcAddress(),
                lease.path("secret").asText(),
                new SessionKey("anna", UUID.randomUUID().toString()));
    }
}
