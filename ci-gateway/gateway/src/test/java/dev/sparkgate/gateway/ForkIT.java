package dev.sparkgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.gateway.config.EmbeddedDefaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forks of leases on a real driver. */
class ForkIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** What a machine does beside costs one round or two, not all. */
    private static final int ROUNDS = 3;
    /** All that takes files away. */
    private static final List<String> DESTRUCTIVE = List.of(
            "call pedregal.system.expire_snapshots(table => 'raw.events', older_than => now(), retain_last => 1)",
            "call pedregal.system.rewrite_data_files(table => 'raw.events', options => map('rewrite-all', 'true'))",
            "call pedregal.system.rewrite_manifests(table => 'raw.events')",
            "call pedregal.system.expire_snapshots(table => 'raw.events', older_than => now(), retain_last => 1)",
            "call pedregal.system.remove_orphan_files(table => 'raw.events', older_than => timestamp '"
                    + LocalDate.now(ZoneOffset.UTC).minusDays(2)
                    + " 00:00:00')",
            "insert overwrite pedregal.raw.events select 0, 'gone'",
            "call pedregal.system.expire_snapshots(table => 'raw.events', older_than => now(), retain_last => 1)",
            "drop table pedregal.raw.events purge",
            "drop table pedregal.raw.merged purge");

    @TempDir
    static Path home;

    private static Gateway gateway;
    private static Api api;
    private static Path namespaces;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(
                EmbeddedDefaults.config().withPorts(0, 0),
                new GatewayOptions(home, home.resolve("gateways/0"), true, null, null));
        api = new Api(gateway.httpAddress());
        namespaces = home.resolve("gateways/0/namespaces");
        await().atMost(PATIENCE).until(() -> api.get("/readyz").statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @AfterEach
    void assertThatNothingIsLeft() {
        api.leases("state=ACTIVE").forEach(api::release);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(folders()).noneMatch(folder -> folder.startsWith("sjns-")));
    }

    @Test
    void shouldLeaveForksWholeWhateverTheirLeaseDoes() throws Exception {
        // Given
        JsonNode base = api.lease("{\"environment\":\"test\"}");
        try (SparkCalls parent = through(base)) {
            fill(parent);
            JsonNode first = api.fork(base, "{\"outlive\":true}");
            try (SparkCalls one = through(first)) {
                one.sql("insert into pedregal.raw.events select id, 'one' from range(3)");
                JsonNode second = api.fork(first, "{\"outlive\":true}");
                try (SparkCalls two = through(second)) {
                    Set<Path> before = files(base);

                    // When
                    destroy(parent);

                    // Then
                    assertThat(files(base)).containsAll(before);
                    assertThat(one.rows("select * from pedregal.raw.events")).isEqualTo(23);
                    assertThat(one.rows("select * from pedregal.raw.merged")).isEqualTo(12);
                    assertThat(one.rows("select * from pedregal.raw.v")).isEqualTo(1);
                    assertThat(parent.rows("show tables in pedregal.raw")).isZero();

                    // When the fork does the same
                    two.sql("insert into pedregal.raw.events select id, 'two' from range(4)");
                    Set<Path> firsts = files(first);
                    destroy(one);

                    // Then
                    assertThat(files(first)).containsAll(firsts);
                    assertThat(files(base)).containsAll(before);
                    assertThat(two.rows("select * from pedregal.raw.events")).isEqualTo(27);

                    // When both end
                    api.release(base);
                    api.release(first);
                    await().atMost(Duration.ofSeconds(20))
                            .until(() -> api.state(base).equals("ENDED")
                                    && api.state(first).equals("ENDED"));

                    // Then
                    assertThat(two.rows("select * from pedregal.raw.events where ds = 'two'"))
                            .isEqualTo(4);
                    assertThat(two.rows("select * from pedregal.raw.events")).isEqualTo(27);
                    assertThat(two.rows("select * from pedregal.raw.merged")).isEqualTo(12);
                    destroy(two);
                    api.release(second);
                }
            }
        }
    }

    @Test
    void shouldShareNothingAfterwards() throws Exception {
        // Given
        JsonNode base = api.lease("{\"environment\":\"test\"}");
        try (SparkCalls parent = through(base)) {
            fill(parent);
            JsonNode left = api.fork(base, "{}");
            JsonNode right = api.fork(base, "{}");
            Set<Path> before = files(base);
            try (SparkCalls one = through(left);
                    SparkCalls two = through(right)) {
                // When
                one.sql("delete from pedregal.raw.events where ds = 'a'");
                one.sql("update pedregal.raw.merged set name = 'x' where id = 1");
                one.sql("merge into pedregal.raw.merged t using (select 100L id, 'n' name) s on t.id = s.id"
                        + " when not matched then insert *");
                one.sql("alter table pedregal.raw.events add column more string");
                one.sql("alter table pedregal.raw.events rename to raw.renamed");
                one.sql("create table pedregal.raw.events as select 1 as a");
                one.sql("create or replace view pedregal.raw.v as select * from pedregal.raw.events");
                two.sql("insert overwrite pedregal.raw.merged select 1, 'only'");
                two.sql("drop view pedregal.raw.v");

                // Then
                assertThat(one.rows("select more from pedregal.raw.renamed")).isEqualTo(10);
                assertThat(one.rows("select * from pedregal.raw.merged")).isEqualTo(13);
                assertThat(one.rows("select a from pedregal.raw.v")).isEqualTo(1);
                assertThat(two.rows("select * from pedregal.raw.events")).isEqualTo(20);
                assertThat(two.rows("select * from pedregal.raw.merged")).isEqualTo(1);
                assertThat(parent.rows("select * from pedregal.raw.events")).isEqualTo(20);
                assertThat(parent.rows("select * from pedregal.raw.merged where name = 'x'"))
                        .isZero();
                assertThat(parent.rows("show tables in pedregal.raw")).isEqualTo(2);
                assertThat(files(base)).isEqualTo(before);
                String foreign = namespaces
                        .resolve(right.path("namespace").asText())
                        .resolve("pedregal/catalog.json")
                        .toString();
                assertThatThrownBy(() -> one.sql("call pedregal.system.register_table(table => 'raw.stolen',"
                                + " metadata_file => '" + foreign + "')"))
                        .hasMessageContaining("belongs to another namespace");
            }

            // When their lease ends
            api.release(base);

            // Then so do they
            await().atMost(Duration.ofSeconds(20)).until(() -> api.state(left).equals("ENDED"));
            assertThat(api.lease(left).path("problem").path("detail").asText()).contains("was a fork of lease");
        }
    }

    @Test
    void shouldKeepOthersOutWhenTheyKnowWhereANamespaceIs() throws Exception {
        // Given
        JsonNode own = api.lease("{\"environment\":\"test\"}");
        JsonNode other = api.lease("{\"environment\":\"test\"}");
        try (SparkCalls owner = through(own);
                SparkCalls intruder = through(other)) {
            owner.sql("create table pedregal.default.mine as select 1 as id");
            String folder = namespaces.resolve(own.path("namespace").asText()) + "/pedregal";
            intruder.sql("set spark.sql.catalog.theirs=org.apache.iceberg.spark.SparkCatalog");
            intruder.sql("set `spark.sql.catalog.theirs.catalog-impl`=dev.sparkgate.driver.catalog.LeaseCatalog");
            intruder.sql("set `spark.sql.catalog.theirs.warehouse`=`" + folder + "`");

            // When // Then
            assertThatThrownBy(() -> intruder.sql("select * from theirs.default.mine"))
                    .hasMessageContaining("is of a namespace that is not this session's");
            assertThatThrownBy(() -> intruder.sql("drop table theirs.default.mine"))
                    .hasMessageContaining("is of a namespace that is not this session's");
            assertThat(owner.rows("select * from pedregal.default.mine")).isEqualTo(1);
        } finally {
            api.release(own);
            api.release(other);
        }
    }

    @Test
    void shouldCostNoMoreThanABareLeaseWhenThereAreAHundredTables() throws Exception {
        // Given
        JsonNode base = api.lease("{\"environment\":\"test\"}");
        try (SparkCalls calls = through(base)) {
            calls.sql("create database pedregal.raw");
            for (int i = 0; i < 100; i++) {
                calls.sql("create table pedregal.raw.t" + i + " (id bigint, ds string) using iceberg");
            }
            calls.sql("insert into pedregal.raw.t99 select id, 'a' from range(100)");

            // When
            double above = DoubleStream.generate(() -> aboveBare(base))
                    .limit(ROUNDS)
                    .min()
                    .orElseThrow();

            // Then
            JsonNode last = api.fork(base, "{}");
            try (SparkCalls fork = through(last)) {
                assertThat(fork.rows("show tables in pedregal.raw")).isEqualTo(100);
                assertThat(fork.rows("select * from pedregal.raw.t99")).isEqualTo(100);
            }
            assertThat(above).as("ms above a bare lease").isLessThan(5);
        }
    }

    /** Returns by how many milliseconds a fork takes longer than a lease: the medians of some, taken by turns. */
    private static double aboveBare(JsonNode base) {
        double[] bare = new double[20];
        double[] forked = new double[bare.length];
        for (int i = 0; i < bare.length; i++) {
            bare[i] = millis(() -> api.lease("{\"environment\":\"test\"}"));
            forked[i] = millis(() -> api.fork(base, "{}"));
        }
        System.out.printf("lease: %.2f ms, fork of 100 tables: %.2f ms (medians)%n", median(bare), median(forked));
        return median(forked) - median(bare);
    }

    private interface Ordered {
        JsonNode lease();
    }

    private static double millis(Ordered order) {
        long start = System.nanoTime();
        JsonNode lease = order.lease();
        double millis = (System.nanoTime() - start) / 1e6;
        api.release(lease);
        return millis;
    }

    private static void destroy(SparkCalls calls) {
        for (String statement : DESTRUCTIVE) {
            assertThatCode(() -> calls.sql(statement)).as(statement).doesNotThrowAnyException();
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void fill(SparkCalls calls) {
        calls.sql("create database pedregal.raw");
        calls.sql("create table pedregal.raw.events (id bigint, ds string) using iceberg partitioned by (ds)");
        calls.sql("insert into pedregal.raw.events select id, 'a' from range(10)");
        calls.sql("insert into pedregal.raw.events select id, 'b' from range(10)");
        calls.sql(
                "create table pedregal.raw.merged (id bigint, name string) using iceberg tblproperties"
                        + " ('format-version' = '2', 'write.delete.mode' = 'merge-on-read', 'write.merge.mode' = 'merge-on-read')");
        calls.sql("insert into pedregal.raw.merged select id, 'm' from range(14)");
        calls.sql("delete from pedregal.raw.merged where id > 11");
        calls.sql("create view pedregal.raw.v as select count(*) as n from pedregal.raw.events");
    }

    private static SparkCalls through(JsonNode lease) {
        return SparkCalls.leased(
                gateway.grpcAddress(),
                lease.path("secret").asText(),
                new SessionKey("anna", UUID.randomUUID().toString()));
    }

    /** Returns a lease's data and metadata files, but for the pointers. */
    private static Set<Path> files(JsonNode lease) throws IOException {
        Path folder = namespaces.resolve(lease.path("namespace").asText());
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.(parquet|avro|metadata\\.json|puffin)"))
                    .collect(Collectors.toSet());
        }
    }

    private static List<String> folders() throws IOException {
        try (Stream<Path> all = Files.list(namespaces)) {
            return all.map(folder -> folder.getFileName().toString()).toList();
        }
    }
}
