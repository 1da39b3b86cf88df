"""A query that runs is ended by its tag, and only that one."""

import threading
import time

from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
failures: list[Exception] = []


def endless() -> None:
    spark.addTag("endless")
    try:
        spark.range(10**15).selectExpr("max(id % 7)").collect()
    except Exception as failure:
        failures.append(failure)


runner = threading.Thread(target=endless)
runner.start()
deadline = time.monotonic() + 60
interrupted: list[str] = []
while not interrupted and runner.is_alive() and time.monotonic() < deadline:
    runner.join(0.1)  # no query here: the endless one has all the cores
    interrupted = spark.interruptTag("endless")
assert len(interrupted) == 1, (interrupted, failures)
runner.join(60)
assert not runner.is_alive(), "the query still runs"
assert "OPERATION_CANCELED" in str(failures[0]), failures
assert spark.range(4).count() == 4
assert spark.interruptAll() == []
spark.stop()
