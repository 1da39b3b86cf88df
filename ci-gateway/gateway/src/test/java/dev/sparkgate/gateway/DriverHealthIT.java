package dev.sparkgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.gateway.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole gateway with real drivers that hang, or have a lot to do. */
class DriverHealthIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOST_AFTER = Duration.ofSeconds(8);

    @TempDir
    static Path home;

    private static Gateway gateway;
    private static Api api;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(
                ConfigReader.read("""
                                gateway: {grpc: {port: 0}, http: {port: 0}}
                                pools:
                                  default: {min-idle: 1, max: 2, health: {period: 1s, timeout: 1s, lost-after: 8s}}
                                """).orThrow("test"),
                new GatewayOptions(home, home.resolve("gateways/0"), true, null, null));
        api = new Api(gateway.httpAddress());
        await().atMost(PATIENCE).until(() -> api.get("/readyz").statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        List<Long> pids = api.driverPids();
        gateway.close();
        assertThat(pids).isNotEmpty().noneMatch(pid -> ProcessHandle.of(pid).isPresent());
    }

    @Test
    void shouldKeepTheSessionsOfADriverThatHangsForAWhileAndSendNothingNewThere() throws Exception {
        // Given
        JsonNode lease = api.lease("{\"environment\":\"test\"}");
        String driver = lease.path("driver").asText();
        try (SparkCalls calls = through(lease)) {
            calls.sql("create temporary view kept as select 1 as a");

            // When
            JsonNode queued;
            long pid = signal("STOP", driver);
            try {
                await().atMost(Duration.ofSeconds(6)).until(() -> health(driver).equals("unhealthy"));
                queued = api.order("{\"environment\":\"test\"}");
            } finally {
                signal("CONT", pid);
            }

            // Then
            assertThat(queued.path("state").asText()).isEqualTo("QUEUED");
            await().atMost(Duration.ofSeconds(6)).until(() -> health(driver).equals("healthy"));
            await().atMost(Duration.ofSeconds(2)).until(() -> api.state(queued).equals("ACTIVE"));
            assertThat(calls.rows("select * from kept")).isEqualTo(1);
            assertThat(api.state(lease)).isEqualTo("ACTIVE");
            api.release(queued);
        }
        api.release(lease);
    }

    @Test
    void shouldReplaceADriverThatHangsForTooLongAndEndItsLeases() throws Exception {
        // Given
        JsonNode lease = api.lease("{\"environment\":\"test\"}");
        String driver = lease.path("driver").asText();

        // When
        long stopped = System.nanoTime();
        long pid = signal("STOP", driver);
        await().atMost(Duration.ofSeconds(6)).until(() -> health(driver).equals("unhealthy"));
        JsonNode waiting = api.order("{\"environment\":\"test\"}");

        // Then: who waits gets a place elsewhere
        await().atMost(PATIENCE).until(() -> api.state(waiting).equals("ACTIVE"));
        assertThat(api.lease(waiting).path("driver").asText()).isNotEqualTo(driver);

        // Then: what hangs is given up
        await().atMost(LOST_AFTER.plusSeconds(15)).until(() -> api.driver(driver) == null);
        assertThat(Duration.ofNanos(System.nanoTime() - stopped)).isGreaterThan(LOST_AFTER);
        assertThat(ProcessHandle.of(pid)).isEmpty();
        await().atMost(Duration.ofSeconds(10)).until(() -> api.state(lease).equals("ENDED"));
        assertThat(api.lease(lease).path("reason").asText()).isEqualTo("DRIVER_LOST");
        assertThat(api.get("/metrics").body())
                .contains("sparkgate_probes_failed_total", "sparkgate_drivers_health{health=\"healthy\"}");
        api.release(waiting);
    }

    @Test
    void shouldNotGiveUpADriverThatIsOnlyBusy() throws Exception {
        // Given
        JsonNode lease = api.lease("{\"environment\":\"test\"}");
        String driver = lease.path("driver").asText();

        // When: as many queries as would keep a large machine busy, for longer than a driver may be silent
        Duration busy = LOST_AFTER.multipliedBy(2);
        List<CompletableFuture<Throwable>> queries = java.util.stream.IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> query(lease, busy)))
                .toList();
        queries.forEach(CompletableFuture::join);

        // Then
        assertThat(queries)
                .allMatch(query -> String.valueOf(query.join().getMessage()).contains("DEADLINE_EXCEEDED"));
        assertThat(api.state(lease)).isEqualTo("ACTIVE");
        assertThat(api.driver(driver).path("state").asText()).isEqualTo("READY");
        api.release(lease);
    }

    private static Throwable query(JsonNode lease, Duration limit) {
        try (SparkCalls calls = through(lease)) {
            return catchThrowable(
                    () -> calls.rowsWithin("select count(*) from range(100000000000) where sqrt(id) < 0", limit));
        }
    }

    private static String health(String driver) {
        JsonNode found = api.driver(driver);
        return found == null ? "gone" : found.path("health").asText();
    }

    private static long signal(String signal, String driver) throws IOException, InterruptedException {
        long pid = api.driver(driver).path("pid").asLong();
        signal(signal, pid);
        return pid;
    }

    private static void signal(String signal, long pid) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + signal, String.valueOf(pid))
                .start()
                .waitFor();
        assertThat(status).isZero();
    }

    private static SparkCalls through(JsonNode lease) {
        return SparkCalls.leased(
                gateway.grpcAddress(),
                lease.path("secret").asText(),
                new SessionKey("anna", UUID.randomUUID().toString()));
    }
}
