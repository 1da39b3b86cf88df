"""Makes a session for each remote on stdin and runs a query; answers with the milliseconds until its row was there."""

import sys
import time

from pyspark.sql import SparkSession

for line in sys.stdin:
    begun = time.perf_counter()
    spark = SparkSession.builder.remote(line.strip()).create()
    assert spark.sql("select 1").collect()[0][0] == 1
    print((time.perf_counter() - begun) * 1000, flush=True)
    spark.stop()
    print("closed", flush=True)
