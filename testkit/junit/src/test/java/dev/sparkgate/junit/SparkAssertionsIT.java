package dev.sparkgate.junit;

import static dev.sparkgate.junit.SparkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@WithSparkGateway(isolation = Isolation.SESSION)
class SparkAssertionsIT {
    record Daily(String day, int count) {}

    record Everything(
            byte tiny,
            short small,
            int integer,
            long big,
            float single,
            double dbl,
            BigDecimal decimal,
            boolean flag,
            String text,
            LocalDate date,
            Instant at,
            List<String> list,
            Map<String, Integer> map,
            Daily struct) {}

    @BeforeAll
    static void prepare(SparkSession spark) {
        spark.sql(
                "CREATE TABLE pedregal.default.daily AS SELECT * FROM VALUES ('mon', 2), ('tue', 3) AS t(day, count)");
        spark.conf().set("spark.sql.session.timeZone", "UTC");
    }

    @Test
    void shouldCompareWithRecordsTablesFilesAndOtherDatasets(SparkSession spark, @TempDir Path folder)
            throws Exception {
        Dataset<Row> daily = spark.sql("SELECT * FROM VALUES ('tue', 3), ('mon', 2) AS t(day, count)");
        Path csv = Files.writeString(folder.resolve("daily.csv"), "count,day\n2,mon\n3,tue\n");

        assertThat(daily).isEqualTo(List.of(new Daily("mon", 2), new Daily("tue", 3)));
        assertThat(daily).ignoringNullability().isEqualTo("pedregal.default.daily");
        assertThat(daily).isEqualTo(csv.toString());
        assertThat(daily).isEqualTo(daily.orderBy("day"));
        assertThat(daily).inOrder().containsExactly(new Object[] {"tue", 3}, List.of("mon", 2));
        assertThat(daily).hasCount(2).hasColumns("day", "count");
        assertThat(daily).ignoringColumns("count").containsExactly("mon", "tue");
        assertThat(daily.where("count > 9")).isEmpty();
    }

    @Test
    void shouldKnowAllTypes(SparkSession spark, SparkFixtures fixtures) {
        // Given
        List<Everything> rows = List.of(new Everything(
                (byte) 1,
                (short) 2,
                3,
                4L,
                0.1f,
                0.2,
                new BigDecimal("1.50"),
                true,
                "ü",
                LocalDate.of(2026, 1, 2),
                Instant.parse("2026-01-02T03:04:05.123456Z"),
                List.of("a", "b"),
                Map.of("x", 1),
                new Daily("mon", 2)));

        // When
        fixtures.view("everything", rows);
        fixtures.table("pedregal.default.everything", rows);

        // Then
        assertThat(spark.table("everything")).isEqualTo(rows);
        assertThat(spark.table("pedregal.default.everything")
                        .selectExpr("int(tiny) tiny", "int(small) small", "* except (tiny, small)"))
                .isEqualTo(rows);
    }

    @Test
    void shouldTellTheSchemaFirst(SparkSession spark) {
        Dataset<Row> daily = spark.sql("SELECT 'mon' AS day, 2L AS count, 1 AS extra");

        assertThatThrownBy(() -> assertThat(daily).as("daily").isEqualTo("pedregal.default.daily"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("daily differs from table pedregal.default.daily in its schema:")
                .hasMessageContaining("column 'count' is bigint (expected: int)")
                .hasMessageContaining("column 'extra' int not null is unexpected");
        assertThat(daily).hasSchema("day STRING NOT NULL, count BIGINT NOT NULL, extra INT NOT NULL");
    }

    @Test
    void shouldCompareSnapshots(SparkSession spark, @TempDir Path folder) {
        Dataset<Row> rows = spark.sql(
                "SELECT id, id / 3 AS third, array(id) AS list, CAST(null AS STRING) AS none" + " FROM range(3)");
        System.setProperty("sparkgate.snapshots.folder", folder.toString());
        try {
            assertThatThrownBy(() -> assertThat(rows).matchesSnapshot("thirds"))
                    .hasMessageContaining("run this test with -Dsparkgate.snapshots=update");
            System.setProperty("sparkgate.snapshots", "update");
            assertThat(rows).matchesSnapshot("thirds");
            System.clearProperty("sparkgate.snapshots");

            assertThat(rows.orderBy(rows.col("id").desc())).matchesSnapshot("thirds");
            assertThat(rows.withColumn("third", rows.col("third").plus(0.0001)))
                    .ignoringNullability()
                    .withTolerance(0.001)
                    .matchesSnapshot("thirds");
            assertThatThrownBy(() -> assertThat(rows.limit(2)).matchesSnapshot("thirds"))
                    .hasMessageContaining("1 are missing");
        } finally {
            System.clearProperty("sparkgate.snapshots");
            System.clearProperty("sparkgate.snapshots.folder");
        }
    }

    @Test
    void shouldRunStreams(SparkSession spark) {
        Dataset<Row> stream = spark.readStream()
                .format("rate-micro-batch")
                .option("rowsPerBatch", "3")
                .option("numPartitions", "1")
                .load()
                .limit(3)
                .selectExpr("value");

        assertThat(stream).containsExactly(0L, 1L, 2L);
    }

    @Test
    void shouldBeSoftWithAssertJ(SparkSession spark) {
        SoftAssertions softly = new SoftAssertions();

        softly.check(() -> assertThat(spark.range(2).toDF()).hasCount(3));
        softly.check(() -> assertThat(spark.range(2).toDF()).containsExactly(0L, 5L));

        assertThat(softly.errorsCollected()).hasSize(2);
    }

    @Test
    void shouldRefuseWhatIsTooLongToCompare(SparkSession spark) {
        assertThatThrownBy(
                        () -> assertThat(spark.range(11).toDF()).withAtMost(10).hasCount(11))
                .hasMessageContaining("more than 10 rows (expected: at most so many")
                .hasMessageContaining("withAtMost(n)");
    }
}
