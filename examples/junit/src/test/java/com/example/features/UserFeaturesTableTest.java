package com.example.features;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sparkgate.junit.SparkLease;
import dev.sparkgate.junit.WithSparkGateway;
import java.time.LocalDate;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Uses the same tables as {@link UserFeaturesTest}, at the same time, and sees only its own. */
@WithSparkGateway
class UserFeaturesTableTest {
    private SparkSession spark;

    @BeforeAll
    static void fill(SparkSession spark) throws Exception {
        Events.emptyTable(spark).add("dee", "2026-03-01", "view").add("dee", "2026-03-02", "view", "click");
        UserFeatures features = new UserFeatures(spark);
        features.createTable();
        features.run(LocalDate.of(2026, 3, 1));
        features.run(LocalDate.of(2026, 3, 2));
    }

    @Test
    void shouldHaveTheColumnsThatModelsExpect() {
        assertThat(spark.table("pedregal.feature_store.user_features").columns())
                .containsExactly("user_id", "total_events", "views", "clicks", "purchases", "click_through_rate", "ds");
    }

    @Test
    void shouldKeepTheDaysApart(SparkLease lease) {
        assertThat(spark.table("pedregal.feature_store.user_features")
                        .where("user_id = 'dee'")
                        .count())
                .as("days in namespace %s", lease.namespace())
                .isEqualTo(2);
        assertThat(spark.table("pedregal.feature_store.user_features").count())
                .as("rows that the other class can't have added to")
                .isEqualTo(2);
    }
}
