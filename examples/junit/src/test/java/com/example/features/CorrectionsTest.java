package com.example.features;

import static dev.sparkgate.junit.SparkAssertions.assertThat;

import dev.sparkgate.junit.Fixture;
import dev.sparkgate.junit.Isolation;
import dev.sparkgate.junit.SparkFixtures;
import dev.sparkgate.junit.WithSparkGateway;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each method writes to the same table, and none sees what another has written. */
@WithSparkGateway(isolation = Isolation.FORK)
class CorrectionsTest {
    record Event(long id, String userId, String kind) {}

    record Count(String userId, long events) {}

    @Fixture("pedregal.raw.events")
    static final List<Event> EVENTS =
            List.of(new Event(1, "ann", "view"), new Event(2, "ann", "click"), new Event(3, "bob", "view"));

    @BeforeAll
    static void prepare(SparkSession spark) {
        spark.sql(
                "CREATE TEMP VIEW counts AS SELECT userId, count(*) AS events FROM pedregal.raw.events GROUP BY userId");
    }

    @Test
    void shouldCountWhatIsThere(SparkSession spark) {
        assertThat(spark.table("counts")).isEqualTo(List.of(new Count("ann", 2), new Count("bob", 1)));
    }

    @Test
    void shouldForgetWhoAsksForIt(SparkSession spark) {
        spark.sql("DELETE FROM pedregal.raw.events WHERE userId = 'ann'");

        assertThat(spark.table("counts")).containsExactly(List.of("bob", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"view", "click"})
    void shouldTakeBackOneKind(String kind, SparkSession spark, SparkFixtures fixtures) {
        fixtures.table("pedregal.raw.corrections", List.of(new Event(1, "ann", "view"), new Event(2, "ann", "click")));

        spark.sql("MERGE INTO pedregal.raw.events e USING pedregal.raw.corrections c ON e.id = c.id AND c.kind = '"
                + kind + "' WHEN MATCHED THEN DELETE");

        assertThat(spark.table("pedregal.raw.events")).hasCount(2);
    }
}
