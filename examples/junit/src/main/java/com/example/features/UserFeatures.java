package com.example.features;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import java.time.LocalDate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;

/** Counts what each user did in a day: {@code pedregal.raw.events} into {@code pedregal.feature_store.user_features}. */
public final class UserFeatures {
    private static final String EVENTS = "pedregal.raw.events";
    private static final String FEATURES = "pedregal.feature_store.user_features";

    private final SparkSession spark;

    public UserFeatures(SparkSession spark) {
        this.spark = spark;
    }

    /** Makes the table of features unless it is there. */
    public void createTable() {
        spark.sql("CREATE NAMESPACE IF NOT EXISTS pedregal.feature_store");
        spark.sql("CREATE TABLE IF NOT EXISTS " + FEATURES + " (user_id STRING, total_events BIGINT, views BIGINT,"
                + " clicks BIGINT, purchases BIGINT, click_through_rate DOUBLE, ds DATE)"
                + " USING iceberg PARTITIONED BY (ds)");
    }

    /** Computes the features of a day; a day that was there before is replaced. */
    public void run(LocalDate day) throws NoSuchTableException {
        Column sameDay = col("ds").equalTo(to_date(lit(day.toString())));
        features(spark.table(EVENTS).where(sameDay)).writeTo(FEATURES).overwrite(sameDay);
    }

    private static Dataset<Row> features(Dataset<Row> events) {
        Column views = ofType("view");
        Column clicks = ofType("click");
        return events.groupBy("user_id", "ds")
                .agg(
                        count(lit(1)).as("total_events"),
                        views.as("views"),
                        clicks.as("clicks"),
                        ofType("purchase").as("purchases"),
                        when(views.gt(0), clicks.divide(views)).otherwise(0.0).as("click_through_rate"))
                .select("user_id", "total_events", "views", "clicks", "purchases", "click_through_rate", "ds");
    }

    private static Column ofType(String type) {
        return count_if(col("event_type").equalTo(type));
    }
}
