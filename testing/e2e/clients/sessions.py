"""Two sessions of one lease: the same tables, but temporary views and configuration of their own."""

from pyspark.errors import AnalysisException
from pyspark.sql import SparkSession

first = SparkSession.builder.create()
second = SparkSession.builder.create()
assert first.session_id != second.session_id

first.sql("CREATE DATABASE pedregal.shared")
first.sql("CREATE TABLE pedregal.shared.numbers AS SELECT id FROM range(5)")
assert second.table("pedregal.shared.numbers").count() == 5
second.sql("INSERT INTO pedregal.shared.numbers VALUES (99)")
assert first.table("pedregal.shared.numbers").count() == 6

first.range(3).createOrReplaceTempView("mine")
assert first.table("mine").count() == 3
try:
    second.table("mine").count()
except AnalysisException as failure:
    assert "TABLE_OR_VIEW_NOT_FOUND" in str(failure), failure
else:
    raise AssertionError("a session sees another one's temporary view")

first.conf.set("spark.sql.shuffle.partitions", "7")
assert second.conf.get("spark.sql.shuffle.partitions") != "7"

first.stop()
assert second.table("pedregal.shared.numbers").count() == 6, "tables stay when a session ends"
second.stop()
