"""A service that computes features per user; the parameters of the URL tell the gateway where it belongs."""

import os
import sys

from pyspark.sql import DataFrame, SparkSession

ROUTE = "x-sparkgate-team=feature-engineering;x-sparkgate-environment=local;x-sparkgate-user=python-api-service"


def receive_events(spark: SparkSession) -> None:
    spark.sql("CREATE NAMESPACE IF NOT EXISTS pedregal.raw")
    spark.sql("CREATE OR REPLACE TABLE pedregal.raw.events (user_id STRING, event_type STRING, ds DATE)")
    spark.sql(
        """
        INSERT INTO pedregal.raw.events VALUES
            ('ada', 'view', current_date()), ('ada', 'view', current_date()), ('ada', 'click', current_date()),
            ('bob', 'view', current_date())
        """
    )


def user_features(spark: SparkSession) -> DataFrame:
    return spark.sql(
        """
        SELECT user_id, count(*) AS total_events, count_if(event_type = 'click') AS clicks
        FROM pedregal.raw.events
        GROUP BY user_id
        ORDER BY user_id
        """
    )


def main() -> int:
    gateway = os.environ.get("SPARK_CONNECT_GATEWAY", "localhost:15002")
    spark = SparkSession.builder.remote(f"sc://{gateway}/;{ROUTE}").appName("python-api-service").getOrCreate()
    try:
        receive_events(spark)
        features = user_features(spark)
        features.show()
        found = [tuple(row) for row in features.collect()]
    finally:
        spark.stop()

    expected = [("ada", 3, 1), ("bob", 1, 0)]
    if found != expected:
        print(f"features are {found} (expected: {expected})", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
