"""Runs each statement of stdin and prints its rows, or its error, as one line of JSON."""

import json
import sys

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
for statement in sys.stdin:
    try:
        print(json.dumps([list(row) for row in spark.sql(statement).collect()], default=str), flush=True)
    except PySparkException as failed:
        print(json.dumps({"error": str(failed).split("\n", 1)[0]}), flush=True)
spark.stop()
