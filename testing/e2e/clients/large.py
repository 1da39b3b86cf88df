"""More than 50 MB out of the driver, and a large local relation into it."""

import pandas as pd
from pyspark.sql import SparkSession
from pyspark.sql import functions as f

ROWS = 500_000
WIDTH = 120

spark = SparkSession.builder.getOrCreate()

# Text that differs by row: what compresses to nothing would prove little.
wide = spark.range(ROWS).select("id", f.expr(f"rpad(sha2(string(id), 256), {WIDTH}, md5(string(id)))").alias("text"))
local = wide.toPandas()
assert len(local) == ROWS
assert local["text"].str.len().sum() == ROWS * WIDTH
assert local["id"].sum() == ROWS * (ROWS - 1) // 2
assert local.memory_usage(deep=True)["text"] > 50_000_000

back = spark.createDataFrame(local.head(200_000))
assert back.count() == 200_000
assert back.select(f.sum(f.length("text"))).first()[0] == 200_000 * WIDTH

several = spark.createDataFrame(pd.DataFrame({"n": range(1000)})).repartition(8)
assert sum(row["n"] for row in several.toLocalIterator()) == 499_500
spark.stop()
