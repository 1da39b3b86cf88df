"""A query that nobody would wait for; says so once it runs."""

from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
spark.registerProgressHandler(lambda *_, **__: print("running", flush=True))
spark.range(10**15).selectExpr("max(id % 7)").collect()
