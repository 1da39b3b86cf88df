"""A client that does what it is told on stdin, one JSON object a line, and answers each with one.

SPARK_REMOTE leads it. What it is told: {"do": NAME, …the function's own arguments}.
"""

import json
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from pyspark.sql import functions as f

ENDLESS = "SELECT max(id % 7) FROM range(0, 1000000000000000, 1, 1)"


def say(**answer: Any) -> None:
    print(json.dumps(answer), flush=True)


def session() -> SparkSession:
    """The session there is, and a new one where that is known to be dead."""
    return SparkSession.builder.getOrCreate()


def query(sql: str) -> Any:
    return [list(row) for row in SparkSession.active().sql(sql).collect()]


def begin(sql: str) -> Any:
    """Opens a session, and has its first answer."""
    return [list(row) for row in session().sql(sql).collect()]


def configured(options: dict[str, str], sql: str) -> Any:
    """Opens a session whose builder has options."""
    builder = SparkSession.builder
    for key, value in options.items():
        builder = builder.config(key, value)
    return [list(row) for row in builder.getOrCreate().sql(sql).collect()]


def get(key: str) -> Any:
    return SparkSession.active().conf.get(key, None)


def view() -> Any:
    SparkSession.active().range(5).createOrReplaceTempView("mine")
    return SparkSession.active().session_id


def endless() -> Any:
    """Runs for years; says so once it runs."""
    spark = session()

    def tell(tasks: int) -> None:
        if tasks:
            say(running=True)

    spark.registerProgressHandler(lambda stages, inflight_tasks, **_: tell(inflight_tasks))
    return spark.sql(ENDLESS).collect()


def stream(rows: int) -> Any:
    """Reads a large result; says so when it has its first row, and reads on when told to."""
    wide = session().range(0, rows, 1, 32).select(f.expr("sha2(string(id), 512)").alias("text"))
    count = 0
    for _ in wide.toLocalIterator():
        count += 1
        if count == 1:
            say(reading=True)
            sys.stdin.readline()
    return count


def artifacts(size: int) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        module = Path(folder, "large_module.py")
        module.write_text("#" * size)
        say(sending=True)
        session().addArtifacts(str(module), pyfile=True)
    return "sent"


DOING: dict[str, Callable[..., Any]] = {
    act.__name__: act for act in (query, begin, configured, get, view, endless, stream, artifacts)
}


def told(failure: Exception) -> dict[str, str]:
    return {"trace": "".join(traceback.format_exception(failure))}


def answer(order: dict[str, Any]) -> dict[str, Any]:
    start = time.monotonic()
    answered: dict[str, Any]
    try:
        answered = {"seen": DOING[order.pop("do")](**order)}
    except PySparkException as failure:
        condition = failure.getCondition() if hasattr(failure, "getCondition") else failure.getErrorClass()
        answered = {"failure": type(failure).__name__, "condition": condition, "message": str(failure), **told(failure)}
    except Exception as failure:
        answered = {"failure": type(failure).__name__, "condition": None, "message": str(failure), **told(failure)}
    return {**answered, "seconds": time.monotonic() - start}


if __name__ == "__main__":
    for line in sys.stdin:
        say(**answer(json.loads(line)))
