package com.example.features;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sparkgate.junit.WithSparkGateway;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithSparkGateway(conf = "spark.sql.shuffle.partitions=1")
class UserFeaturesTest {
    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);

    private Events events;
    private UserFeatures features;

    @BeforeEach
    void fill(SparkSession spark) {
        events = Events.emptyTable(spark);
        features = new UserFeatures(spark);
        features.createTable();
    }

    @Test
    void shouldCountWhatEachUserDid(SparkSession spark) throws Exception {
        // Given
        events.add("ann", "2026-03-01", "view", "view", "click", "purchase").add("bob", "2026-03-01", "view");

        // When
        features.run(DAY);

        // Then
        assertThat(rows(spark)).containsExactly("[ann,4,2,1,1,0.5,2026-03-01]", "[bob,1,1,0,0,0.0,2026-03-01]");
    }

    @Test
    void shouldNotDivideByZeroWhenAUserHasClicksButNoViews(SparkSession spark) throws Exception {
        // Given
        events.add("cyd", "2026-03-01", "click");

        // When
        features.run(DAY);

        // Then
        assertThat(rows(spark)).containsExactly("[cyd,1,0,1,0,0.0,2026-03-01]");
    }

    @Test
    void shouldReplaceTheDayWhenRunAgain(SparkSession spark) throws Exception {
        // Given
        events.add("ann", "2026-03-01", "view");
        features.run(DAY);
        events.add("ann", "2026-03-01", "click");

        // When
        features.run(DAY);

        // Then
        assertThat(rows(spark)).containsExactly("[ann,2,1,1,0,1.0,2026-03-01]");
    }

    private static List<String> rows(SparkSession spark) {
        return spark.table("pedregal.feature_store.user_features").orderBy("user_id").collectAsList().stream()
                .map(Row::toString)
                .toList();
    }
}
