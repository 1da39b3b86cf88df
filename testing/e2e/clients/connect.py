"""The shortest use of a lease; argument 1 = a query to run instead."""

import sys

from pyspark.sql import SparkSession

query = sys.argv[1] if len(sys.argv) > 1 else "SELECT 42"
print(SparkSession.builder.getOrCreate().sql(query).collect()[0][0])
