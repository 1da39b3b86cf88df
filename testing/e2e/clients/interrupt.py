"""A query that runs is ended by its tag, and only that one."""

import threading
import time

from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
failures: list[Exception] = []


def endless() -> None:
    spark.addTag("endless")
    try:
        spark.range(10**15).selectExpr("sum(id)").collect()
    except Exception as failure:
        failures.append(failure)


runner = threading.Thread(target=endless)
runner.start()
deadline = time.monotonic() + 60
interrupted: list[str] = []
while not interrupted and time.monotonic() < deadline:
    assert spark.range(3).count() == 3
    interrupted = spark.interruptTag("endless")
assert len(interrupted) == 1, interrupted
runner.join(60)
assert not runner.is_alive(), "the query still runs"
assert "OPERATION_CANCELED" in str(failures[0]), failures
assert spark.range(4).count() == 4
assert spark.interruptAll() == []
spark.stop()
