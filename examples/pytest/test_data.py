"""Tests of data: what jobs read is there, has its columns, and is not empty. The data comes from a fixture."""

import pytest
from pyspark.sql import SparkSession

pytestmark = pytest.mark.sparkgate(fixtures="fixtures/features.yaml")


class TestDataAvailability:
    def test_events_table_exists(self, spark: SparkSession) -> None:
        assert len(spark.sql("DESCRIBE TABLE pedregal.raw.events").collect()) > 0

    def test_can_query_events(self, spark: SparkSession) -> None:
        result = spark.sql(
            "SELECT COUNT(*) AS cnt FROM pedregal.raw.events WHERE ds >= date_sub(current_date(), 7)"
        ).collect()

        assert result[0]["cnt"] >= 0


class TestFeatureSchema:
    def test_user_features_schema(self, spark: SparkSession) -> None:
        result = spark.sql("DESCRIBE TABLE pedregal.feature_store.user_features").collect()

        columns = [row["col_name"] for row in result]
        for expected in ("user_id", "total_events", "ds"):
            assert expected in columns, f"missing column: {expected}"

    def test_user_features_not_empty(self, spark: SparkSession) -> None:
        result = spark.sql(
            """
            SELECT COUNT(*) AS cnt
            FROM pedregal.feature_store.user_features
            WHERE ds >= date_sub(current_date(), 7)
            """
        ).collect()

        assert result[0]["cnt"] > 0, "no recent user features"


class TestWrites:
    @pytest.mark.sparkgate(isolation="fork")
    def test_can_break_what_is_its_own(self, spark: SparkSession) -> None:
        spark.sql("DELETE FROM pedregal.raw.events")

        assert spark.table("pedregal.raw.events").count() == 0

    def test_harms_no_other_test(self, spark: SparkSession) -> None:
        users = spark.sql("SELECT DISTINCT user_id FROM pedregal.raw.events").collect()

        assert {row.user_id for row in users} == {"ada", "bob", "eve"}
