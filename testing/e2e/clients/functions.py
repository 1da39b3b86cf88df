"""Functions in Python, row by row and by pandas."""

import pandas as pd
from pyspark.errors import PythonException
from pyspark.sql import SparkSession
from pyspark.sql.functions import pandas_udf, udf

spark = SparkSession.builder.getOrCreate()


@udf("string")
def greet(name: str) -> str:
    return f"hello {name}"


@pandas_udf("long")
def doubled(values: pd.Series) -> pd.Series:
    return values * 2


@udf("long")
def broken(value: int) -> int:
    raise ValueError(f"no good value: {value}")


names = spark.createDataFrame([("ada",), ("bob",)], "name STRING")
assert [row[0] for row in names.select(greet("name")).collect()] == ["hello ada", "hello bob"]

spark.udf.register("greet", greet)
assert spark.sql("SELECT greet('eve')").first()[0] == "hello eve"

assert spark.range(1000).select(doubled("id").alias("n")).agg({"n": "sum"}).first()[0] == 999_000

grouped = spark.range(10).selectExpr("id % 2 AS half", "id")
sizes = grouped.groupBy("half").applyInPandas(
    lambda part: pd.DataFrame({"half": [part["half"].iloc[0]], "n": [len(part)]}), "half LONG, n LONG"
)
assert sorted(tuple(row) for row in sizes.collect()) == [(0, 5), (1, 5)]

try:
    spark.range(1).select(broken("id")).collect()
except PythonException as failure:
    assert "no good value: 0" in str(failure), failure
else:
    raise AssertionError("a function that raises did not fail the query")
spark.stop()
