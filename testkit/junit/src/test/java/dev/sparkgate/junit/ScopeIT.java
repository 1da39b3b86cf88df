package dev.sparkgate.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Where leases begin and end, on real drivers. */
class ScopeIT {
    private static final List<Object> SEEN = new CopyOnWriteArrayList<>();

    @Test
    void shouldStartADriverOfItsOwnWhenAsked() {
        // Given
        SEEN.clear();

        // When
        EngineExecutionResults results = run(OwnDriver.class, SharedDriver.class);

        // Then
        assertThat(TestBed.failures(results)).isEmpty();
        results.testEvents().assertStatistics(stats -> stats.succeeded(2));
        assertThat(SEEN).hasSize(2).doesNotHaveDuplicates();
    }

    @WithSparkGateway(isolation = Isolation.SERVER)
    static class OwnDriver {
        @Test
        void test(SparkSession spark, SparkLease lease) {
            spark.sql("CREATE GLOBAL TEMP VIEW everywhere AS SELECT 1 AS id");
            SEEN.add(lease.remote().replaceAll("(sc://[^/]*).*", "$1"));
        }
    }

    @WithSparkGateway
    static class SharedDriver {
        @Test
        void test(SparkSession spark, SparkLease lease) {
            SEEN.add(lease.remote().replaceAll("(sc://[^/]*).*", "$1"));
            assertThat(spark.catalog().tableExists("global_temp.everywhere")).isFalse();
        }
    }

    @Test
    void shouldRunAClassOnceOnEachVersionAndSkipThoseThatDoNotServeTheClient() {
        // Given
        SEEN.clear();

        // When
        EngineExecutionResults results = run(OnVersions.class);

        // Then
        assertThat(TestBed.failures(results))
                .singleElement()
                .asString()
                .contains("TestAbortedException", "Spark 4.0 does not serve the newer client 4.1");
        assertThat(SEEN).hasSize(1);
        assertThat((String) SEEN.get(0)).startsWith("4.1");
    }

    @WithSparkGateway(spark = {"4.0", "4.1"})
    @ClassTemplate
    static class OnVersions {
        @Test
        void test(SparkSession spark) {
            SEEN.add(spark.version());
        }
    }

    @Test
    void shouldFailWhatLeavesSomethingRunningWhenStrict() {
        // When
        EngineExecutionResults results = run(Leaking.class, LeakingLoosely.class);

        // Then
        assertThat(TestBed.failures(results))
                .singleElement()
                .asString()
                .contains("Leaking has left behind: streaming query 'forever'", "cached table pedregal.default.t");
    }

    @WithSparkGateway(strict = true)
    static class Leaking {
        @Test
        void test(SparkSession spark) throws Exception {
            stream(spark, "forever");
            spark.sql("CREATE TABLE pedregal.default.t AS SELECT 1 AS id");
            spark.sql("CACHE TABLE pedregal.default.t");
        }
    }

    @WithSparkGateway
    static class LeakingLoosely {
        @Test
        void test(SparkSession spark) throws Exception {
            stream(spark, "loosely");
        }
    }

    private static void stream(SparkSession spark, String name) throws Exception {
        spark.readStream()
                .format("rate")
                .load()
                .writeStream()
                .format("noop")
                .queryName(name)
                .start();
    }

    @Test
    void shouldWorkWithParameterizedClassesDynamicTestsAndNestedOnes() {
        // Given
        SEEN.clear();

        // When
        EngineExecutionResults results = run(Parameterized.class);

        // Then
        assertThat(TestBed.failures(results)).isEmpty();
        results.testEvents().assertStatistics(stats -> stats.succeeded(8).failed(0));
    }

    @WithSparkGateway(isolation = Isolation.FORK)
    @ParameterizedClass
    @ValueSource(ints = {1, 2})
    static class Parameterized {
        private final int number;

        Parameterized(int number) {
            this.number = number;
        }

        @BeforeAll
        static void prepare(SparkSession spark, SparkLease lease) {
            SEEN.add(lease.id());
            spark.sql("CREATE TABLE pedregal.default.numbers AS SELECT 7 AS n");
        }

        @Test
        void shouldSeeTheTable(SparkSession spark, SparkLease lease) {
            insert(spark, lease);
        }

        @TestFactory
        List<DynamicTest> shouldShareTheForkOfTheFactory(SparkSession spark, SparkLease lease) {
            insert(spark, lease);
            return List.of(
                    DynamicTest.dynamicTest("one", () -> spark.sql("INSERT INTO pedregal.default.numbers VALUES (1)")),
                    DynamicTest.dynamicTest(
                            "two",
                            () -> assertThat(spark.table("pedregal.default.numbers")
                                            .count())
                                    .isEqualTo(3)));
        }

        @Nested
        class Deeper {
            @BeforeAll
            static void more(SparkSession spark) {
                spark.sql("CREATE TABLE IF NOT EXISTS pedregal.default.deeper AS SELECT 1 AS d");
            }

            @Test
            void shouldSeeBoth(SparkSession spark, SparkLease lease) {
                insert(spark, lease);
                assertThat(spark.table("pedregal.default.deeper").count()).isEqualTo(1);
            }
        }

        private void insert(SparkSession spark, SparkLease lease) {
            assertThat(SEEN).doesNotContain(lease.id());
            spark.sql("INSERT INTO pedregal.default.numbers VALUES (" + number + ")");
            assertThat(spark.table("pedregal.default.numbers").count()).isEqualTo(2);
        }
    }

    private static EngineExecutionResults run(Class<?>... types) {
        EngineTestKit.Builder builder = EngineTestKit.engine("junit-jupiter");
        for (Class<?> type : types) {
            builder.selectors(selectClass(type));
        }
        return builder.execute();
    }
}
