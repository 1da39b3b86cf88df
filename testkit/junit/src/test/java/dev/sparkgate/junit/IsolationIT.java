package dev.sparkgate.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** What methods have to themselves, on a real driver, all at the same time. */
class IsolationIT {
    private static final List<Object> SEEN = new CopyOnWriteArrayList<>();

    @Test
    void shouldGiveEachMethodTheTablesAndTheSessionOfItsClassWhenForked() {
        // When
        EngineExecutionResults results = run(Forked.class);

        // Then
        assertThat(TestBed.failures(results)).isEmpty();
        results.testEvents().assertStatistics(stats -> stats.succeeded(8).failed(0));
    }

    @WithSparkGateway(isolation = Isolation.FORK)
    static class Forked {
        private static final Set<String> LEASES = ConcurrentHashMap.newKeySet();
        private final SparkSession constructed;
        private SparkSession field;
        private SparkSession before;

        Forked(SparkSession spark) {
            constructed = spark;
        }

        @BeforeAll
        static void prepare(SparkSession spark, SparkLease lease) {
            spark.sql("CREATE NAMESPACE pedregal.raw");
            spark.sql("CREATE TABLE pedregal.raw.events (id INT) USING iceberg");
            spark.sql("INSERT INTO pedregal.raw.events VALUES (1)");
            spark.sql("CREATE TEMP VIEW many AS SELECT id * 10 AS id FROM pedregal.raw.events");
            spark.conf().set("spark.sql.shuffle.partitions", "7");
            spark.sql("USE pedregal.raw");
            assertThat(LEASES.add(lease.id())).isTrue();
        }

        @BeforeEach
        void before(SparkSession spark) {
            before = spark;
        }

        @RepeatedTest(3)
        void shouldWriteWithoutBeingSeen(SparkSession spark, SparkLease lease) {
            startsAsPrepared(spark, lease);
            spark.sql("INSERT INTO events VALUES (2)");
            spark.sql("CREATE OR REPLACE TEMP VIEW many AS SELECT 1 AS id");
            spark.conf().set("spark.sql.shuffle.partitions", "8");
            assertThat(spark.table("events").count()).isEqualTo(2);
        }

        @ParameterizedTest
        @ValueSource(ints = {5, 6})
        void shouldDropWithoutBeingSeen(int ignored, SparkSession spark, SparkLease lease) {
            startsAsPrepared(spark, lease);
            spark.sql("DROP TABLE pedregal.raw.events PURGE");
        }

        @Nested
        class Inner {
            @RepeatedTest(2)
            void shouldHaveItsOwnToo(SparkSession spark, SparkLease lease) {
                startsAsPrepared(spark, lease);
                spark.sql("DELETE FROM events");
                assertThat(spark.sql("SELECT * FROM many").count()).isZero();
            }
        }

        @Test
        @WithSparkGateway(isolation = Isolation.NAMESPACE)
        void shouldStartEmptyWhenTheMethodSaysSo(SparkSession spark, SparkLease lease) {
            assertThat(LEASES.add(lease.id())).isTrue();
            assertThat(spark.sql("SHOW TABLES IN pedregal.default").count()).isZero();
        }

        private void startsAsPrepared(SparkSession spark, SparkLease lease) {
            assertThat(LEASES.add(lease.id())).isTrue();
            assertThat(constructed).isSameAs(spark);
            assertThat(field).isSameAs(spark);
            assertThat(before).isSameAs(spark);
            assertThat(spark.table("events").collectAsList()).hasSize(1);
            assertThat(spark.table("many").collectAsList().get(0).getInt(0)).isEqualTo(10);
            assertThat(spark.conf().get("spark.sql.shuffle.partitions")).isEqualTo("7");
        }

        @AfterEach
        void after(SparkSession spark) {
            assertThat(before).isSameAs(spark);
        }

        @AfterAll
        static void shouldHaveKeptWhatWasPrepared(SparkSession spark) {
            assertThat(spark.table("events").count()).isEqualTo(1);
            assertThat(spark.table("many").collectAsList().get(0).getInt(0)).isEqualTo(10);
        }
    }

    @Test
    void shouldGiveEachMethodASessionOfItsOwnWhenAsked() {
        // Given
        SEEN.clear();

        // When
        EngineExecutionResults results = run(OwnSessions.class);

        // Then
        assertThat(TestBed.failures(results)).isEmpty();
        results.testEvents().assertStatistics(stats -> stats.succeeded(2).failed(0));
        assertThat(SEEN).hasSize(2).containsOnly(SEEN.get(0));
    }

    @WithSparkGateway(isolation = Isolation.SESSION)
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OwnSessions {
        @BeforeAll
        void prepare(SparkSession spark, SparkFixtures fixtures) {
            fixtures.view("numbers", List.of(new Numbered(1), new Numbered(2)));
            spark.sql("CREATE TABLE pedregal.default.t (id INT) USING iceberg");
        }

        @Test
        void one(SparkSession spark, SparkLease lease) {
            changeView(spark, lease);
        }

        @Test
        void two(SparkSession spark, SparkLease lease) {
            changeView(spark, lease);
        }

        private static void changeView(SparkSession spark, SparkLease lease) {
            SEEN.add(lease.id());
            assertThat(spark.table("numbers").count()).isEqualTo(2);
            assertThat(spark.table("pedregal.default.t").count()).isZero();
            spark.sql("CREATE OR REPLACE TEMP VIEW numbers AS SELECT 1 AS n");
        }
    }

    record Numbered(int number) {}

    @Test
    void shouldStartWithTheFixturesOfTheClass() {
        // When
        EngineExecutionResults results = run(WithFixtures.class);

        // Then
        assertThat(TestBed.failures(results)).isEmpty();
        results.testEvents().assertStatistics(stats -> stats.succeeded(2).failed(0));
    }

    record Event(long id, String kind, java.math.BigDecimal amount, java.time.LocalDate day, List<String> tags) {}

    @WithSparkGateway(isolation = Isolation.FORK, fixtures = "classpath:fixtures/users.csv")
    static class WithFixtures {
        @Fixture("pedregal.raw.events")
        static final List<Event> EVENTS = List.of(
                new Event(
                        1,
                        "vi\"ew",
                        new java.math.BigDecimal("1.50"),
                        java.time.LocalDate.of(2026, 1, 2),
                        List.of("a", "b")),
                new Event(2, null, null, null, null));

        @Fixture("pedregal.raw.squares")
        static Dataset<Row> squares(SparkSession spark) {
            return spark.range(5).selectExpr("id", "id * id AS square");
        }

        @Test
        void shouldHaveTheRows(SparkSession spark) {
            List<Row> rows = spark.table("pedregal.raw.events").orderBy("id").collectAsList();
            assertThat(rows).hasSize(2);
            assertThat(rows.get(0).getString(1)).isEqualTo("vi\"ew");
            assertThat(rows.get(0).getDecimal(2)).isEqualByComparingTo("1.5");
            assertThat(rows.get(0).getList(4)).hasToString("[a, b]");
            assertThat(rows.get(1).isNullAt(3)).isTrue();
            assertThat(spark.table("pedregal.raw.squares").count()).isEqualTo(5);
            assertThat(spark.table("pedregal.default.users").count()).isEqualTo(2);
        }

        @Test
        void shouldMakeMoreFromCode(SparkSession spark, SparkFixtures fixtures) {
            fixtures.table("pedregal.more.events", EVENTS);
            assertThat(spark.table("pedregal.more.events").orderBy("id").first().getLong(0))
                    .isEqualTo(1);
        }
    }

    @Test
    void shouldKeepTheLeaseAndTellHowToEnterItWhenATestFails() {
        // When
        EngineExecutionResults results = run(FailingKept.class);

        // Then
        Throwable failure = results.testEvents().failed().stream()
                .findFirst()
                .orElseThrow()
                .getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();
        String entry = failure.getSuppressed()[failure.getSuppressed().length - 1].getMessage();
        assertThat(entry).contains("is kept until", "pyspark --remote \"sc://", "sparkgate release ");
        String remote = entry.replaceAll("(?s).*pyspark --remote \"([^\"]+)\".*", "$1");
        SparkSession spark = SparkSession.builder().remote(remote).create();
        assertThat(spark.table("pedregal.default.seen").count()).isEqualTo(1);
        spark.stop();
    }

    @WithSparkGateway(isolation = Isolation.FORK, keep = Keep.ON_FAILURE)
    static class FailingKept {
        @Test
        void fails(SparkSession spark) {
            spark.sql("CREATE TABLE pedregal.default.seen AS SELECT 1 AS id");
            spark.sql("SELECT nosuch FROM pedregal.default.seen").collectAsList();
        }
    }

    private static EngineExecutionResults run(Class<?> type) {
        return EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "3")
                .selectors(selectClass(type))
                .execute();
    }
}
