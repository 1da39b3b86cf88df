"""Features per user and day, from raw events."""

from pyspark.sql import SparkSession


def build_user_features(spark: SparkSession) -> None:
    """Writes pedregal.feature_store.user_features anew from pedregal.raw.events."""
    spark.sql("CREATE NAMESPACE IF NOT EXISTS pedregal.feature_store")
    spark.sql(
        """
        CREATE OR REPLACE TABLE pedregal.feature_store.user_features AS
        SELECT
            user_id,
            count(*) AS total_events,
            count_if(event_type = 'view') AS views,
            count_if(event_type = 'click') AS clicks,
            count_if(event_type = 'purchase') AS purchases,
            try_divide(count_if(event_type = 'click'), count_if(event_type = 'view')) AS click_through_rate,
            ds
        FROM pedregal.raw.events
        GROUP BY user_id, ds
        """
    )
