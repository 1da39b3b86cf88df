package dev.sparkgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sparkgate.auth.Secrets;
import dev.sparkgate.driver.Address;
import dev.sparkgate.driver.Driver;
import dev.sparkgate.driver.Profile;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.fixture.FixtureLimits;
import dev.sparkgate.fixture.FixtureStore;
import dev.sparkgate.gateway.config.EmbeddedDefaults;
import dev.sparkgate.gateway.config.GatewayConfig;
import dev.sparkgate.lease.ConnectionHolds;
import dev.sparkgate.lease.FakeLeaseStore;
import dev.sparkgate.lease.LeaseManager;
import dev.sparkgate.lease.LeaseState;
import dev.sparkgate.lease.LeaseWaits;
import dev.sparkgate.namespace.Namespace;
import dev.sparkgate.pool.PoolAction;
import dev.sparkgate.pool.PoolPolicy;
import dev.sparkgate.pool.Pools;
import dev.sparkgate.report.QueryLog;
import dev.sparkgate.route.Router;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpServerTest {
    private final AtomicReference<Supplier<ReloadReport>> reload =
            new AtomicReference<>(() -> new ReloadReport(List.of()));
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger numbers = new AtomicInteger();
    private final QueryLog queries = new QueryLog(call -> List.of());
    private HttpServer server;
    private final AtomicLong nanos = new AtomicLong();
    private LeaseManager leases;
    private Pools pools;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        GatewayConfig config = EmbeddedDefaults.config();
        PoolPolicy pool = new PoolPolicy(
                "default",
                "laptop",
                new Profile("4.1", "1g", Map.of(), List.of(), true),
                1,
                1,
                1,
                new PoolPolicy.Recycle(null, null, null));
        Map<String, PoolPolicy> policies = new java.util.LinkedHashMap<>(config.pools());
        policies.put("default", pool);
        Clock clock = Clock.systemUTC();
        pools = new Pools(policies, clock, () -> "%06d-nonce".formatted(numbers.incrementAndGet()));
        Router router = new Router(config.environments(), policies, "local");
        LeaseWaits waits = new LeaseWaits(ForkJoinPool.commonPool());
        Secrets secrets = Secrets.load(folder.resolve("key"));
        FakeLeaseStore store = new FakeLeaseStore();
        leases = new LeaseManager(
                router,
                pools,
                store,
                store.journal(),
                secrets,
                namespace -> CompletableFuture.completedFuture(null),
                waits,
                clock,
                () -> "lease" + numbers.incrementAndGet());
        server = HttpServer.start(
                new Address("127.0.0.1", freePort()),
                new HttpServer.Parts(
                        new Address("127.0.0.1", 15002),
                        "1",
                        router,
                        pools,
                        leases,
                        waits,
                        secrets,
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                        queries::report,
                        (driver, lines) -> List.of("line"),
                        () -> reload.get().get(),
                        desk(folder.resolve("fixtures")),
                        new ConnectionHolds(leases, store, Duration.ofSeconds(10), nanos::get),
                        () -> {}));
    }

    @Test
    void shouldSayWhatKeepsAConnectionFromHolding() throws Exception {
        // Given
        driverReady();
        String id = JSON.readTree(
                        post("/api/v1/leases", "{\"environment\":\"test\"}").body())
                .path("id")
                .asText();

        // When
        HttpResponse<String> unread = get("/api/v1/leases/" + id + "/hold");
        HttpResponse<String> unknown = get("/api/v1/leases/none/hold");

        // Then
        assertProblem(unknown, 404, "LEASE_UNKNOWN");
        assertThat(unread.statusCode()).isEqualTo(400);
        assertThat(unread.body()).contains("text/event-stream");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldReportOnALeaseAsTheReaderLikesIt() throws Exception {
        // Given
        driverReady();
        String id = JSON.readTree(
                        post("/api/v1/leases", "{\"environment\":\"test\"}").body())
                .path("id")
                .asText();
        String path = "/api/v1/leases/" + id + "/report";

        // When
        HttpResponse<String> json = get(path);
        HttpResponse<String> page = client.send(
                HttpRequest.newBuilder(URI.create("http://" + server.address() + path))
                        .header("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        // Then
        assertThat(json.headers().firstValue("content-type")).contains("application/json");
        assertThat(JSON.readTree(json.body()).path("lease").path("id").asText()).isEqualTo(id);
        assertThat(page.headers().firstValue("content-type")).contains("text/html;charset=utf-8");
        assertThat(page.headers().firstValue("content-security-policy")).isPresent();
        assertThat(page.body()).contains("<title>Lease " + id + "</title>");
        assertThat(get("/api/v1/leases/none/report").body()).contains("LEASE_UNKNOWN");
    }

    @Test
    void shouldEndALeaseForGoodWhenItIsRevoked() throws Exception {
        // Given
        driverReady();
        JsonNode lease = JSON.readTree(
                post("/api/v1/leases", "{\"environment\":\"test\"}").body());
        String path = "/api/v1/leases/" + lease.path("id").asText();

        // When
        HttpResponse<String> revoked = post(path + "/revoke", "");

        // Then
        assertThat(revoked.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(revoked.body()).path("reason").asText()).isEqualTo("REVOKED");
        assertProblem(post(path + "/extend", "{\"ttl\":\"2h\"}"), 409, "LEASE_ENDED");
        assertProblem(post("/api/v1/leases/none/revoke", ""), 404, "LEASE_UNKNOWN");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", textBlock = """
            null                               | false
            */*                                | false
            text/html                          | true
            text/html, application/json        | false
            text/html;q=0.5, application/json  | false
            application/json;q=0.5, TEXT/HTML  | true
            text/html;q=nonsense               | true
            """)
    void shouldAnswerHtmlOnlyToThoseWhoLikeItBest(String header, boolean html) {
        // When / Then
        assertThat(Accept.prefersHtml(header)).isEqualTo(html);
    }

    @Test
    void shouldGrantShowExtendAndReleaseALease() throws Exception {
        // Given
        driverReady();

        // When
        HttpResponse<String> granted =
                post("/api/v1/leases", "{\"environment\":\"test\",\"team\":\"search\",\"key\":\"k\"}");

        // Then
        assertThat(granted.statusCode()).isEqualTo(201);
        JsonNode lease = JSON.readTree(granted.body());
        String path = "/api/v1/leases/" + lease.path("id").asText();
        assertThat(lease.path("state").asText()).isEqualTo("ACTIVE");
        assertThat(lease.path("remote").asText())
                .isEqualTo("sc://127.0.0.1:15002/;x-sparkgate-lease="
                        + lease.path("secret").asText());
        assertThat(lease.path("idleAfter").asText()).isEqualTo("PT15M");
        HttpResponse<String> again =
                post("/api/v1/leases", "{\"environment\":\"test\",\"team\":\"search\",\"key\":\"k\"}");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(again.body()).path("secret")).isEqualTo(lease.path("secret"));
        assertThat(post(path + "/extend", "{\"ttl\":\"2h\"}").statusCode()).isEqualTo(200);
        assertThat(get("/api/v1/leases").body())
                .doesNotContain(lease.path("secret").asText());
        assertThat(delete(path).statusCode()).isEqualTo(204);
        assertThat(delete(path).statusCode()).isEqualTo(204);
        assertProblem(post(path + "/extend", "{\"ttl\":\"2h\"}"), 409, "LEASE_ENDED");
        assertProblem(post("/api/v1/leases", "{\"key\":\"k\"}"), 409, "LEASE_ENDED");
    }

    @Test
    void shouldExplainWhereARequestWouldGo() throws Exception {
        // Given
        driverReady();

        // When
        JsonNode granted = JSON.readTree(
                get("/api/v1/explain?environment=test&team=search&user=ada").body());

        // Then
        assertThat(granted.path("outcome").asText()).isEqualTo("GRANTED");
        assertThat(granted.path("pool").asText()).isEqualTo("default");
        assertThat(granted.path("namespace").path("name").asText()).isEqualTo("sjns-search-test-{lease}");
        assertThat(granted.path("teamLeases").path("most").asInt()).isEqualTo(200);
        assertThat(granted.path("pools").get(1).path("why").asText()).startsWith("out: runs Spark 4.0");
        assertThat(leases.list(lease -> true)).isEmpty();
        assertProblem(get("/api/v1/explain?environment=tset"), 404, "ENVIRONMENT_UNKNOWN");
        assertProblem(get("/api/v1/explain?client=new"), 400, "REQUEST_INVALID");
    }

    @Test
    void shouldReloadAndTellWhatChanged() throws Exception {
        // Given
        reload.set(() -> new ReloadReport(List.of(new ReloadReport.Change("pools.default.max", "1 → 2", false))));

        // When
        HttpResponse<String> told = post("/api/v1/reload", "");

        // Then
        assertThat(told.statusCode()).isEqualTo(200);
        assertThat(told.body())
                .isEqualTo("{\"changes\":[{\"path\":\"pools.default.max\",\"change\":\"1 → 2\",\"atStart\":false}]}");
        reload.set(() -> {
            throw new SparkgateException(ErrorCode.CONFIG_INVALID, "f:1: a: unknown key 'a'");
        });
        assertProblem(post("/api/v1/reload", ""), 400, "CONFIG_INVALID");
    }

    @Test
    void shouldWaitForAQueuedLease() throws Exception {
        // Given
        HttpResponse<String> queued = post("/api/v1/leases", "{}");
        assertThat(queued.statusCode()).isEqualTo(202);
        JsonNode lease = JSON.readTree(queued.body());
        assertThat(lease.path("queuePosition").asInt()).isEqualTo(1);
        var waiting = client.sendAsync(
                request("/api/v1/leases/" + lease.path("id").asText() + "?wait=30s")
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        // When
        driverReady();

        // Then
        assertThat(JSON.readTree(waiting.join().body()).path("state").asText()).isEqualTo("ACTIVE");
    }

    @Test
    void shouldAnswerBadInputAsProblems() throws Exception {
        assertProblem(post("/api/v1/leases", "{\"environment\":\"nowhere\"}"), 404, "ENVIRONMENT_UNKNOWN");
        assertProblem(post("/api/v1/leases", "{\"ttl\":\"soon\"}"), 400, "REQUEST_INVALID");
        assertProblem(post("/api/v1/leases", "{\"ttl\":\"9h\"}"), 400, "REQUEST_INVALID");
        assertProblem(post("/api/v1/leases", "{\"tttl\":\"9h\"}"), 400, "REQUEST_INVALID");
        assertProblem(post("/api/v1/leases", "{\"team\":7}"), 400, "REQUEST_INVALID");
        assertProblem(post("/api/v1/leases", "{"), 400, "REQUEST_INVALID");
        assertProblem(post("/api/v1/leases", "{\"fixtures\":\"a\"}"), 400, "REQUEST_INVALID");
        assertProblem(get("/api/v1/fixtures/" + "0".repeat(64)), 404, "FIXTURE_UNKNOWN");
        assertProblem(get("/api/v1/fixtures/..%2F..%2Fkey"), 400, "REQUEST_INVALID");
        assertProblem(get("/api/v1/leases/nothing"), 404, "LEASE_UNKNOWN");
        assertProblem(get("/nothing"), 404, "NOT_FOUND");
        assertProblem(delete("/api/v1/leases"), 400, "REQUEST_INVALID");
        assertProblem(post("/api/v1/drivers/nothing/drain", ""), 404, "DRIVER_UNKNOWN");
        assertThat(leases.list(lease -> true)).isEmpty();
    }

    @Test
    void shouldRememberAKeyThatWasReleasedFirst() throws Exception {
        // Given
        assertThat(delete("/api/v1/leases?key=late").statusCode()).isEqualTo(204);

        // When
        HttpResponse<String> late = post("/api/v1/leases", "{\"key\":\"late\"}");

        // Then
        assertProblem(late, 409, "LEASE_CANCELLED");
    }

    @Test
    void shouldServeEveryPathOfItsDocument() throws Exception {
        // Given
        driverReady();
        JsonNode paths = JSON.readTree(get("/openapi.json").body()).path("paths");

        // When / Then
        assertThat(paths.size()).isGreaterThan(10);
        for (var path : paths.properties()) {
            if (path.getValue().has("get")) {
                HttpResponse<String> answer = get(path.getKey().replace("{id}", "0".repeat(64)));
                assertThat(answer.statusCode()).as(path.getKey()).isIn(200, 404);
                assertThat(answer.body()).doesNotContain("NOT_FOUND\"");
            }
        }
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(get("/api/v1/drivers").body()).contains("\"state\":\"READY\",\"health\":\"healthy\"");
    }

    @Test
    void shouldRefuseAPageThatPointsItsOwnNameHere() throws IOException {
        // Given
        String request = "GET /api/v1/leases HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";

        // When
        String answer;
        try (Socket socket = new Socket("127.0.0.1", server.address().port());
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream()) {
            out.write(request.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            answer = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }

        // Then
        assertThat(answer).startsWith("HTTP/1.1 403").contains("ACCESS_DENIED");
    }

    /** A port that is free at this moment: with it, as with 0, exactly one thing must listen. */
    private static int freePort() throws IOException {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void driverReady() {
        for (PoolAction action : pools.plan(Map.of("default", 1))) {
            if (action instanceof PoolAction.Start start && start.pool().name().equals("default")) {
                pools.listening(new Driver(
                        start.driverId(),
                        "default",
                        "laptop",
                        new Address("127.0.0.1", 1),
                        start.generation(),
                        "4.1.2",
                        7L,
                        Instant.EPOCH));
                pools.ready(start.driverId());
            }
        }
        leases.serveQueue();
        assertThat(leases.list(lease -> lease.state() instanceof LeaseState.Queued))
                .isEmpty();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.address().port() + path));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return client.send(request(path).DELETE().build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return client.send(
                request(path)
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) throws IOException {
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(JSON.readTree(answer.body()).path("detail").asText()).isNotEmpty();
    }

    private static FixtureDesk desk(Path folder) {
        return new FixtureDesk() {
            private final FixtureStore store = new FixtureStore(folder, FixtureLimits.USUAL, Clock.systemUTC());

            @Override
            public FixtureStore store() {
                return store;
            }

            @Override
            public Namespace.Base base(String environment, List<String> fixtures) {
                return Namespace.Base.template("template-of-" + fixtures.get(0));
            }

            @Override
            public CompletionStage<Void> prepare(Namespace.Base base) {
                return CompletableFuture.completedFuture(null);
            }
        };
    }
}
