"""Tests of the feature pipeline against a real Spark."""

import pytest
from pyspark.errors import AnalysisException
from pyspark.sql import SparkSession


class TestDataAvailability:
    def test_should_describe_events(self, spark: SparkSession, events: str) -> None:
        columns = [row["col_name"] for row in spark.sql(f"DESCRIBE TABLE {events}").collect()]

        assert columns[:3] == ["user_id", "event_type", "ds"]

    def test_should_count_only_recent_events_when_filtered_by_day(self, spark: SparkSession, events: str) -> None:
        recent = spark.sql(f"SELECT count(*) AS cnt FROM {events} WHERE ds >= date_sub(current_date(), 7)").collect()

        assert recent[0]["cnt"] == 9


class TestFeatures:
    def test_should_have_the_columns_that_models_read(self, spark: SparkSession, user_features: str) -> None:
        assert spark.table(user_features).columns == [
            "user_id",
            "total_events",
            "views",
            "clicks",
            "purchases",
            "click_through_rate",
            "ds",
        ]

    def test_should_count_events_of_each_user(self, spark: SparkSession, user_features: str) -> None:
        rows = spark.table(user_features).select("user_id", "total_events", "purchases").orderBy("user_id").collect()

        assert [tuple(row) for row in rows] == [("ada", 4, 1), ("bob", 5, 0), ("eve", 1, 1)]

    def test_should_leave_the_rate_open_when_a_user_saw_nothing(self, spark: SparkSession, user_features: str) -> None:
        rows = spark.table(user_features).select("user_id", "click_through_rate").collect()

        assert dict(map(tuple, rows)) == {"ada": 0.5, "bob": 0.25, "eve": None}

    def test_should_name_the_column_when_it_does_not_exist(self, spark: SparkSession, user_features: str) -> None:
        with pytest.raises(AnalysisException, match="UNRESOLVED_COLUMN.*total_event"):
            spark.sql(f"SELECT total_event FROM {user_features}").collect()
