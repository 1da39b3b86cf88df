"""Makes a temporary view, then reads it after each line on stdin, in the same session."""

import sys

from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
spark.range(5).createOrReplaceTempView("mine")
spark.sql("CREATE TABLE pedregal.default.kept AS SELECT 1 AS n")
print("ready", flush=True)
for _ in sys.stdin:
    print(spark.table("mine").count(), spark.table("pedregal.default.kept").count(), flush=True)
