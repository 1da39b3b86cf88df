package com.example.features;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** Fills {@code pedregal.raw.events}. */
final class Events {
    private final SparkSession spark;

    private Events(SparkSession spark) {
        this.spark = spark;
    }

    static Events emptyTable(SparkSession spark) {
        spark.sql("CREATE NAMESPACE IF NOT EXISTS pedregal.raw");
        spark.sql("CREATE OR REPLACE TABLE pedregal.raw.events"
                + " (user_id STRING, event_type STRING, event_timestamp TIMESTAMP, ds DATE)"
                + " USING iceberg PARTITIONED BY (ds)");
        return new Events(spark);
    }

    Events add(String user, String day, String... types) {
        String rows = Stream.of(types)
                .map(type -> String.format("('%s', '%s', TIMESTAMP '%s 12:00:00', DATE '%s')", user, type, day, day))
                .collect(Collectors.joining(", "));
        spark.sql("INSERT INTO pedregal.raw.events VALUES " + rows);
        return this;
    }
}
