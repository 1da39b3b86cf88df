"""The events that the tests of the pipeline work on; `spark` comes from the plugin of `sparkgate`."""

import pytest
from features import build_user_features
from pyspark.sql import SparkSession


@pytest.fixture(scope="module")
def events(spark: SparkSession) -> str:
    spark.sql("CREATE NAMESPACE IF NOT EXISTS pedregal.raw")
    spark.sql("CREATE TABLE pedregal.raw.events (user_id STRING, event_type STRING, ds DATE)")
    spark.sql(
        """
        INSERT INTO pedregal.raw.events
        SELECT user_id, event_type, date_sub(current_date(), days_ago)
        FROM VALUES
            ('ada', 'view', 0), ('ada', 'view', 0), ('ada', 'click', 0), ('ada', 'purchase', 0),
            ('bob', 'view', 1), ('bob', 'view', 1), ('bob', 'view', 1), ('bob', 'view', 1), ('bob', 'click', 1),
            ('eve', 'purchase', 30)
            AS events(user_id, event_type, days_ago)
        """
    )
    return "pedregal.raw.events"


@pytest.fixture(scope="module")
def user_features(spark: SparkSession, events: str) -> str:
    build_user_features(spark)
    return "pedregal.feature_store.user_features"
