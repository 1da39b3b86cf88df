package dev.sparkgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.fixture.CaptureConnection;
import dev.sparkgate.fixture.CaptureOrder;
import dev.sparkgate.fixture.FixtureReader;
import dev.sparkgate.gateway.config.EmbeddedDefaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leases with fixtures, on a whole gateway with a real driver. */
class FixturesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Path EXAMPLE =
            Path.of("../../examples/fixtures").toAbsolutePath().normalize();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path home;

    private static Gateway gateway;
    private static Api api;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(
                EmbeddedDefaults.config().withPorts(0, 0),
                new GatewayOptions(home, home.resolve("gateways/0"), true, null, null));
        api = new Api(gateway.httpAddress());
        await().atMost(PATIENCE).until(() -> api.get("/readyz").statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        assertThat(home.resolve("gateways/0"))
                .satisfiesAnyOf(
                        folder -> assertThat(folder).doesNotExist(),
                        folder -> assertThat(folder).isEmptyDirectory());
    }

    @Test
    void shouldGiveEachLeaseTheFixturesAsTheyWereWhenAnotherHasChangedThem() throws Exception {
        // Given: two at once, for which one template is built
        double built = metric("sparkgate_templates_built_seconds_count");
        JsonNode one = api.order(order(EXAMPLE));
        JsonNode two = api.order(order(EXAMPLE));
        one = granted(one);
        two = granted(two);
        assertThat(metric("sparkgate_templates_built_seconds_count") - built).isEqualTo(1);

        try (SparkCalls first = through(one);
                SparkCalls second = through(two)) {
            assertThat(first.rows("select * from pedregal.raw.events")).isEqualTo(5);
            assertThat(first.rows("select * from pedregal.raw.events where amount is null"))
                    .isEqualTo(3);
            assertThat(first.rows("select * from pedregal.raw.users where tags = array('new')"))
                    .isEqualTo(1);
            assertThat(first.rows("select * from pedregal.raw.countries where country = 'it'"))
                    .isEqualTo(1);
            assertThat(first.rows("select * from pedregal.raw.clicks")).isEqualTo(1000);
            assertThat(first.rows("select * from pedregal.feature_store.spenders"))
                    .isEqualTo(3);

            // When
            first.sql("insert into pedregal.raw.events values (9, 9, 'x', 1, null, 'a')");
            first.sql("drop table pedregal.raw.users purge");
            first.sql(
                    "call pedregal.system.expire_snapshots(table => 'raw.events', older_than => timestamp '2100-01-01', "
                            + "retain_last => 1)");

            // Then
            assertThat(first.rows("select * from pedregal.raw.events")).isEqualTo(6);
            assertThat(second.rows("select * from pedregal.raw.events")).isEqualTo(5);
            assertThat(second.rows("select * from pedregal.raw.users")).isEqualTo(3);
        }
        JsonNode three = api.lease(order(EXAMPLE));
        try (SparkCalls third = through(three)) {
            assertThat(third.rows("select * from pedregal.raw.users")).isEqualTo(3);
        }
        for (JsonNode lease : List.of(one, two, three)) {
            api.release(lease);
        }
    }

    @Test
    void shouldSayFileAndLineAndKeepNothingWhenAFixtureIsBroken(@TempDir Path folder) throws Exception {
        // When / Then
        Path file = folder.resolve("f.yaml");
        assertThat(failure(file, "tables:\n  raw.a:\n    as: |\n      SELECT 1 AS a,\n        nosuch\n"))
                .contains("f.yaml:5: rows of pedregal.raw.a: [UNRESOLVED_COLUMN");
        assertThat(failure(file, "sql:\n  - |\n    CREATE TABLE raw.a AS\n    SELEC 1\n"))
                .contains("f.yaml:4: statement CREATE raw.a: [PARSE_SYNTAX_ERROR]");
        assertThat(failure(
                        file,
                        "tables:\n  raw.a: {columns: {a: int}, rows: [[1]]}\nsql:\n  - INSERT INTO raw.b SELECT 1\n"))
                .contains("f.yaml:4: statement INSERT raw.b: [TABLE_OR_VIEW_NOT_FOUND]");
        assertThat(
                        failure(
                                file,
                                "tables:\n  raw.a:\n    columns: {d: date}\n    rows:\n    - ['2026-01-31']\n    - ['2026-02-31']\n"))
                .contains("f.yaml:5: rows of pedregal.raw.a: [CAST_INVALID_INPUT] The value '2026-02-31'");
        Files.writeString(folder.resolve("p.parquet"), "PAR1 and nothing more PAR1");
        assertThat(failure(file, "tables:\n  raw.a:\n    data: p.parquet\n")).contains("f.yaml:3: rows of raw.a: ");
        assertThat(failure(file, "tables:\n  other.raw.a: {columns: {a: int}}\n"))
                .contains("f.yaml:2: catalog 'other' of other.raw.a cannot be filled");
        Path templates = home.resolve("gateways/0/namespaces/sparkgate.templates");
        try (var halves = Files.list(templates)) {
            assertThat(halves.filter(Files::isDirectory).filter(attempt -> Files.notExists(attempt.resolve("READY"))))
                    .isEmpty();
        }
        Files.writeString(file, "tables:\n  raw.a: {columns: {a: int}, rows: [[1]]}\n");
        JsonNode mended = granted(api.order(order(file)));
        try (SparkCalls calls = through(mended)) {
            assertThat(calls.rows("select * from raw.a")).isEqualTo(1);
        }
        api.release(mended);
    }

    @Test
    void shouldCostNoMoreThanABareLeaseWhenATemplateHasAHundredTables(@TempDir Path folder) throws Exception {
        // Given
        StringBuilder yaml = new StringBuilder("tables:\n");
        IntStream.range(0, 100).forEach(i -> yaml.append("  raw.t" + i + ": {columns: {id: int}}\n"));
        Path file = Files.writeString(folder.resolve("f.yaml"), yaml);
        JsonNode built = granted(api.order(order(file)));
        api.release(built);

        // When
        // What a machine does beside costs one round or two, not all.
        double above = DoubleStream.generate(() -> median(order(file)) - median("{\"environment\":\"test\"}"))
                .limit(3)
                .min()
                .orElseThrow();

        // Then
        assertThat(above).as("ms above a bare lease").isLessThan(5);
    }

    @Test
    void shouldStillJoinWhenCapturedRowsAreAnonymised(@TempDir Path folder) throws Exception {
        // Given
        JsonNode source = api.lease("{\"environment\":\"test\"}");
        try (SparkCalls calls = through(source)) {
            calls.sql("create database pedregal.raw");
            calls.sql(
                    "create table pedregal.raw.orders as select cast(if(id < 3000, id * id * 238 - 100, id) as int) as user_id, "
                            + "'Üser ' || id || '@Example.com' as email, date_add(date'2026-01-01', cast(id % 99 as int)) as day, "
                            + "'+49 ' || (1000 + id) as phone, 'x' as secret, timestamp_micros(1767225600123456 + id) as at from range(4000)");
            calls.sql(
                    "create table pedregal.raw.users as select distinct cast(user_id as bigint) as user_id, email from "
                            + "pedregal.raw.orders");
            long users = calls.rows("select distinct user_id from pedregal.raw.users");

            // When
            CaptureOrder order = CaptureOrder.of(
                    "test",
                    List.of("pedregal.raw.orders", "pedregal.raw.users"),
                    null,
                    null,
                    null,
                    List.of("user_id=hash", "email=keep-format", "day=shift", "phone=mask", "secret=null"),
                    null);
            try (CaptureConnection connection =
                    CaptureConnection.to(source.path("remote").asText())) {
                connection.capture("salt").run(order, folder.resolve("one"));
                connection.capture("salt").run(order, folder.resolve("two"));
                connection.capture("pepper").run(order, folder.resolve("other"));
            }

            // Then
            String data = "data/pedregal.raw.orders.jsonl";
            assertThat(sorted(folder.resolve("two").resolve(data)))
                    .isEqualTo(sorted(folder.resolve("one").resolve(data)))
                    .isNotEqualTo(sorted(folder.resolve("other").resolve(data)));
            assertThat(Files.readString(folder.resolve("one").resolve(data)))
                    .doesNotContain("Example", "secret")
                    .contains("+nn nnnn", ".123456");
            assertThat(FixtureReader.read(folder.resolve("one")).orThrow().tables())
                    .hasSize(2);
            JsonNode captured = granted(api.order(order(folder.resolve("one"))));
            try (SparkCalls there = through(captured)) {
                assertThat(there.rows("select distinct user_id from pedregal.raw.users"))
                        .isEqualTo(users);
                assertThat(there.rows(
                                "select o.* from pedregal.raw.orders o join pedregal.raw.users u on o.user_id = u.user_id "
                                        + "and o.email = u.email"))
                        .isEqualTo(4000);
                assertThat(there.rows("select distinct day from pedregal.raw.orders"))
                        .isEqualTo(99);
            }
            api.release(captured);
        }
        api.release(source);
    }

    private static double median(String order) {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            long start = System.nanoTime();
            JsonNode lease = api.lease(order);
            millis.add((System.nanoTime() - start) / 1e6);
            api.release(lease);
        }
        Collections.sort(millis);
        return millis.get(millis.size() / 2);
    }

    private static List<String> sorted(Path file) throws IOException {
        return Files.readAllLines(file).stream().sorted().toList();
    }

    /** Returns why a lease with a fixture is not granted. */
    private static String failure(Path file, String yaml) throws IOException {
        Files.writeString(file, yaml);
        JsonNode lease = JSON.readTree(api.post("/api/v1/leases", order(file)).body());
        if (lease.has("code")) {
            assertThat(lease.path("code").asText()).isEqualTo("FIXTURE_FAILED");
            return lease.path("detail").asText();
        }
        JsonNode over = settled(lease);
        assertThat(over.path("reason").asText()).isEqualTo("FAILED");
        assertThat(over.path("problem").path("code").asText()).isEqualTo("FIXTURE_FAILED");
        return over.path("problem").path("detail").asText();
    }

    private static JsonNode granted(JsonNode lease) {
        JsonNode settled = settled(lease);
        assertThat(settled.path("state").asText()).as(settled.toString()).isEqualTo("ACTIVE");
        return settled;
    }

    private static JsonNode settled(JsonNode lease) {
        await().atMost(PATIENCE)
                .until(() -> !api.lease(lease).path("state").asText().matches("QUEUED|PREPARING|ENDING"));
        return api.lease(lease);
    }

    private static String order(Path fixture) {
        return JSON.createObjectNode()
                .put("environment", "test")
                .set("fixtures", JSON.createArrayNode().add(fixture.toString()))
                .toString();
    }

    private static double metric(String name) {
        Matcher matcher = Pattern.compile("(?m)^" + name + "(?:\\{[^}]*})? (\\S+)$")
                .matcher(api.get("/metrics").body());
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
    }

    private static SparkCalls through(JsonNode lease) {
        return SparkCalls.leased(
                gateway.grpcAddress(),
                lease.path("secret").asText(),
                new SessionKey("anna", UUID.randomUUID().toString()));
    }
}
