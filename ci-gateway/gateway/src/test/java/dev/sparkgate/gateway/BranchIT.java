package dev.sparkgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.gateway.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Branches of another environment's catalogs, of each type, on a real driver. */
class BranchIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    static Path home;

    private static Gateway gateway;
    private static Api api;
    private static RestCatalogStub rest;
    private static Path lake;

    @BeforeAll
    static void start() throws Exception {
        lake = Files.createDirectories(home.resolve("lake"));
        rest = new RestCatalogStub(lake);
        gateway = Gateway.start(
                ConfigReader.read("""
                        environments:
                          staging:
                            namespace: {name: "sjns-{team}-{environment}", lifetime: persistent}
                            catalogs:
                              own: {type: isolated}
                              lake: {type: iceberg-hadoop, warehouse: "file:%1$s"}
                              served: {type: iceberg-rest, uri: "%2$s"}
                          test:
                            catalogs:
                              own: {type: branch, of: staging}
                              lake: {type: branch, of: staging}
                              served: {type: branch, of: staging}
                        gateway: {default-environment: test}
                        """.formatted(lake, rest.uri()))
                        .orThrow("the test's own")
                        .withPorts(0, 0),
                new GatewayOptions(home, home.resolve("gateways/0"), true, null, null));
        api = new Api(gateway.httpAddress());
        await().atMost(PATIENCE).until(() -> api.get("/readyz").statusCode() == 200);
        JsonNode staging = api.lease("{\"environment\":\"staging\",\"team\":\"search\"}");
        try (SparkCalls calls = through(staging)) {
            fill(calls, "own");
            calls.sql("create view own.raw.v as select count(*) as n from own.raw.events");
            fill(calls, "lake");
        }
        api.release(staging);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        rest.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"own", "lake", "served"})
    void shouldReadThroughAndKeepItsWrites(String catalog) throws Exception {
        // Given
        Set<Path> before = baseFiles();
        JsonNode lease = api.lease("{\"team\":\"search\"}");
        JsonNode other = api.lease("{\"team\":\"search\"}");
        String raw = catalog + ".raw";
        try (SparkCalls calls = through(lease);
                SparkCalls others = through(other)) {
            assertThat(calls.rows("show namespaces in " + catalog)).isEqualTo(2);
            assertThat(calls.rows("show tables in " + raw)).isEqualTo(3);
            assertThat(calls.rows("select * from " + raw + ".events")).isEqualTo(20);

            // When
            calls.sql("insert into " + raw + ".events select id, 'mine' from range(5)");
            calls.sql("delete from " + raw + ".events where ds = 'a'");
            calls.sql("merge into " + raw + ".users t using (select 1L id, 'n' name) s on t.id = s.id"
                    + " when matched then update set *");
            calls.sql("alter table " + raw + ".users add column more string");
            calls.sql("create table " + raw + ".fresh as select * from " + raw + ".events");
            calls.sql("drop table " + raw + ".old purge");
            calls.sql("create view " + raw + ".mine as select * from " + raw + ".users");
            calls.sql("call " + catalog + ".system.expire_snapshots(table => 'raw.events', older_than => now(),"
                    + " retain_last => 1)");
            calls.sql("call " + catalog + ".system.rewrite_data_files(table => 'raw.users', options =>"
                    + " map('rewrite-all', 'true'))");

            // Then
            assertThat(calls.rows("select * from " + raw + ".events")).isEqualTo(15);
            assertThat(calls.rows("select more from " + raw + ".mine where name = 'n'"))
                    .isEqualTo(1);
            assertThat(calls.rows("show tables in " + raw)).isEqualTo(3);
            assertThatThrownBy(() -> calls.rows("select * from " + raw + ".old"))
                    .hasMessageContaining("TABLE_OR_VIEW_NOT_FOUND");
            assertThat(others.rows("select * from " + raw + ".events")).isEqualTo(20);
            assertThat(others.rows("select * from " + raw + ".old")).isEqualTo(10);
            assertThat(others.rows("show tables in " + raw)).isEqualTo(3);
            assertThat(baseFiles()).isEqualTo(before);
            assertThat(rest.refused()).isEmpty();

            // When it is forked
            JsonNode fork = api.fork(lease, "{}");
            try (SparkCalls forked = through(fork)) {
                assertThat(forked.rows("select * from " + raw + ".events")).isEqualTo(15);
                assertThat(forked.rows("show tables in " + raw)).isEqualTo(3);
                forked.sql("drop table " + raw + ".fresh purge");
                forked.sql("insert into " + raw + ".events select id, 'fork' from range(1)");
                assertThat(forked.rows("select * from " + raw + ".events")).isEqualTo(16);
            }

            // Then
            assertThat(calls.rows("select * from " + raw + ".fresh")).isEqualTo(15);
        }
        api.release(lease);
        api.release(other);
        await().atMost(Duration.ofSeconds(20)).until(() -> api.state(lease).equals("ENDED"));
    }

    @Test
    void shouldSeeTheBaseAsItIsNowAndItsViews() throws Exception {
        // Given
        JsonNode staging = api.lease("{\"environment\":\"staging\",\"team\":\"search\"}");
        JsonNode lease = api.lease("{\"team\":\"search\"}");
        JsonNode stranger = api.lease("{\"team\":\"other\"}");
        try (SparkCalls base = through(staging);
                SparkCalls calls = through(lease);
                SparkCalls strange = through(stranger)) {
            assertThat(calls.rows("select * from own.raw.v where n = 20")).isEqualTo(1);

            // When
            base.sql("create table own.raw.later as select 1 as a");
            calls.sql("insert into own.raw.later select 2");
            base.sql("call own.system.expire_snapshots(table => 'raw.later', older_than => now(), retain_last => 1)");
            base.sql("drop table own.raw.later purge");

            // Then
            assertThat(calls.rows("select * from own.raw.later")).isEqualTo(2);
            assertThat(strange.rows("show tables in own.default")).isZero();
            assertThat(strange.rows("show namespaces in own")).isEqualTo(1);
        }
        api.release(staging);
        api.release(lease);
        api.release(stranger);
    }

    private static void fill(SparkCalls calls, String catalog) {
        String raw = catalog + ".raw";
        calls.sql("create database " + raw);
        calls.sql("create table " + raw + ".events (id bigint, ds string) using iceberg partitioned by (ds)");
        calls.sql("insert into " + raw + ".events select id, 'a' from range(10)");
        calls.sql("insert into " + raw + ".events select id, 'b' from range(10)");
        calls.sql("create table " + raw + ".users as select id, 'u' as name from range(3)");
        calls.sql("create table " + raw + ".old as select id from range(10)");
    }

    private static SparkCalls through(JsonNode lease) {
        return SparkCalls.leased(
                gateway.grpcAddress(),
                lease.path("secret").asText(),
                new SessionKey("anna", UUID.randomUUID().toString()));
    }

    private static Set<Path> baseFiles() throws IOException {
        try (Stream<Path> one = Files.walk(lake);
                Stream<Path> two = Files.walk(home.resolve("gateways/0/namespaces/staging.sjns-search-staging"))) {
            return Stream.concat(one, two)
                    .filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("/.forks/"))
                    .collect(Collectors.toSet());
        }
    }
}
