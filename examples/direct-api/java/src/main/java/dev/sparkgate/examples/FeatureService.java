package dev.sparkgate.examples;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A service that computes features per user; the parameters of the URL tell the gateway where it belongs. */
public final class FeatureService {
    private static final String ROUTE =
            "x-sparkgate-team=feature-engineering;x-sparkgate-environment=local;x-sparkgate-user=java-api-service";

    private FeatureService() {}

    public static void main(String[] args) {
        String gateway = System.getenv().getOrDefault("SPARK_CONNECT_GATEWAY", "localhost:15002");
        SparkSession spark = SparkSession.builder()
                .remote("sc://" + gateway + "/;" + ROUTE)
                .appName("java-api-service")
                .getOrCreate();
        try {
            receiveEvents(spark);
            Dataset<Row> features = userFeatures(spark);
            features.show();
            check(features.collectAsList());
        } finally {
            spark.stop();
        }
    }

    private static void receiveEvents(SparkSession spark) {
        spark.sql("CREATE NAMESPACE IF NOT EXISTS pedregal.raw");
        spark.sql("CREATE OR REPLACE TABLE pedregal.raw.events (user_id STRING, event_type STRING, ds DATE)");
        spark.sql("INSERT INTO pedregal.raw.events VALUES"
                + " ('ada', 'view', current_date()), ('ada', 'view', current_date()), ('ada', 'click', current_date()),"
                + " ('bob', 'view', current_date())");
    }

    private static Dataset<Row> userFeatures(SparkSession spark) {
        return spark.sql("SELECT user_id, count(*) AS total_events, count_if(event_type = 'click') AS clicks"
                + " FROM pedregal.raw.events GROUP BY user_id ORDER BY user_id");
    }

    private static void check(List<Row> features) {
        String found = features.toString();
        String expected = "[[ada,3,1], [bob,1,0]]";
        if (!found.equals(expected)) {
            throw new IllegalStateException("features are " + found + " (expected: " + expected + ")");
        }
    }
}
