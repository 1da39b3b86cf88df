"""What a user does with a Python client, each action by its name; prints what each gave as one line of JSON.

Arguments: the connection string, then the names of actions (none = all). Run once on each way to a server.
"""

import hashlib
import json
import re
import sys
import tempfile
import threading
import time
import traceback
import uuid
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from pyspark.errors import PySparkException
from pyspark.sql import Row, SparkSession
from pyspark.sql import functions as f
from pyspark.sql.functions import pandas_udf, udf
from pyspark.sql.types import StringType, StructField, StructType

# On one of the server's cores.
ENDLESS = "SELECT max(id % 7) FROM range(0, 1000000000000000, 1, 1)"
ACTIONS: dict[str, Callable[[SparkSession, str], Any]] = {}
_COUNTED = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|#\d+L?|(?<=plan_id=)\d+|@[0-9a-f]{6,}"
    r"|(?<=port )\d+|sparkgate\S*/tmp/\S+"
)


def action(body: Callable[[SparkSession, str], Any]) -> Callable[[SparkSession, str], Any]:
    ACTIONS[body.__name__] = body
    return body


def rows(frame: Any) -> list[str]:
    return [str(row) for row in frame.collect()]


def hidden(text: str) -> str:
    return _COUNTED.sub("#", text)


def failure(of: Callable[[], object]) -> dict[str, Any]:
    """How a call fails, as a user's code can tell."""
    try:
        return {"no failure": str(of())}
    except PySparkException as seen:
        condition = seen.getCondition() if hasattr(seen, "getCondition") else seen.getErrorClass()
        parameters = seen.getMessageParameters() or {}
        return {
            "type": type(seen).__name__,
            "condition": condition,
            "state": seen.getSqlState(),
            "parameters": {key: hidden(value) for key, value in sorted(parameters.items())},
            "message": hidden(str(seen)),
        }
    except Exception as other:
        return {"type": type(other).__name__, "message": hidden(str(other))}


# Ended last: the client of 4.0.4, when it is closed, takes all other sessions of the process with it.
OPENED: list[SparkSession] = []


@action
def frames(spark: SparkSession, _: str) -> Any:
    orders = spark.createDataFrame([("ada", 3, 1.5), ("ada", 1, 4.0), ("bob", 2, 2.25)], "user STRING, n INT, p DOUBLE")
    totals = orders.groupBy("user").agg(f.sum(f.col("n") * f.col("p")).alias("total")).orderBy("user")
    return [
        rows(totals),
        totals.schema.json(),
        orders.toPandas().to_json(),
        rows(orders.crossJoin(orders.selectExpr("n AS m")).orderBy("n", "m")),
        orders.count(),
        rows(orders.describe()),
        orders.isEmpty(),
        str(orders.first()),
        [str(row) for row in orders.orderBy("n").toLocalIterator()],
        rows(orders.sample(fraction=0.5, seed=7)),
        orders._show_string() if hasattr(orders, "_show_string") else "",
    ]


@action
def plans(spark: SparkSession, _: str) -> Any:
    frame = spark.range(10).where("id > 3").withColumn("twice", f.col("id") * 2)
    explained = frame._explain_string(extended=True) if hasattr(frame, "_explain_string") else ""
    return [
        hidden(explained),
        frame.isLocal(),
        frame.isStreaming,
        list(frame.inputFiles()),
        frame.schema.simpleString(),
    ]


@action
def views(spark: SparkSession, _: str) -> Any:
    spark.range(3).createOrReplaceTempView("mine")
    spark.range(4).createOrReplaceGlobalTempView("everyones")
    other = SparkSession.builder.remote(spark.remote_url).create()
    seen = [
        rows(spark.table("mine")),
        rows(spark.table("global_temp.everyones")),
        rows(other.table("global_temp.everyones")),
        failure(lambda: other.table("mine").collect()),
        failure(lambda: spark.range(1).createTempView("mine")),
        sorted(table.name for table in spark.catalog.listTables()),
        spark.catalog.dropTempView("mine"),
        spark.catalog.dropGlobalTempView("everyones"),
        failure(lambda: spark.table("mine").collect()),
    ]
    OPENED.append(other)
    return seen


@action
def functions(spark: SparkSession, _: str) -> Any:
    @udf("string")
    def greet(name: str) -> str:
        return f"hello {name}"

    @pandas_udf("long")
    def doubled(values: pd.Series) -> pd.Series:
        return values * 2

    spark.udf.register("greet", greet)
    grouped = spark.range(10).selectExpr("id % 2 AS half", "id")
    sizes = grouped.groupBy("half").applyInPandas(
        lambda part: pd.DataFrame({"half": [part["half"].iloc[0]], "n": [len(part)]}), "half LONG, n LONG"
    )
    return [
        rows(spark.sql("SELECT greet('eve')")),
        rows(spark.range(100).select(doubled("id").alias("n")).agg({"n": "sum"})),
        sorted(rows(sizes)),
    ]


@action
def failures(spark: SparkSession, _: str) -> Any:
    @udf("long")
    def broken(value: int) -> int:
        raise ValueError(f"no good value: {value}")

    python = failure(lambda: spark.range(1).select(broken("id")).collect())
    return [
        failure(lambda: spark.sql("SELECT * FROM nowhere.nothing").collect()),
        failure(lambda: spark.sql("SELECT colour FROM VALUES (1) AS t(color)").collect()),
        failure(lambda: spark.sql("SELEKT 1").collect()),
        failure(lambda: spark.sql("SELECT 1 / 0").collect()),
        failure(lambda: spark.sql("SELECT raise_error('as asked for')").collect()),
        failure(lambda: spark.conf.set("spark.sql.warehouse.dir", "/elsewhere")),
        failure(lambda: spark.conf.get("spark.not.set")),
        failure(lambda: spark.range(1).select("nothing").schema),
        failure(lambda: spark.read.format("no_such_format").load().collect()),
        {key: python.get(key) for key in ("type", "condition", "state")},
        "no good value: 0" in python["message"],
        rows(spark.sql("SELECT 'goes on'")),
    ]


@action
def configuration(spark: SparkSession, _: str) -> Any:
    spark.conf.set("spark.sql.session.timeZone", "Asia/Tokyo")
    seen = [rows(spark.sql("SELECT current_timezone()")), spark.conf.isModifiable("spark.sql.shuffle.partitions")]
    spark.conf.unset("spark.sql.session.timeZone")
    return [
        *seen,
        spark.conf.get("spark.sql.session.timeZone"),
        spark.conf.get("spark.not.set", "fallback"),
        spark.conf.isModifiable("spark.sql.warehouse.dir"),
        sorted(getattr(spark.conf, "getAll", {})),
    ]


@action
def artifacts(spark: SparkSession, _: str) -> Any:
    @udf("string")
    def from_module(number: int) -> str:
        import equivalence_module

        return equivalence_module.describe(number)

    @udf("string")
    def from_package(number: int) -> str:
        from equivalence_package import inner

        return inner.describe(number)

    @udf("long")
    def size_of_file(_: int) -> int:
        import equivalence_module

        # The thin client has no SparkFiles; what is added lies beside the module.
        found = list(Path(equivalence_module.__file__).parents[1].rglob("equivalence.bin"))
        return found[0].stat().st_size if found else -1

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        module = folder / "equivalence_module.py"
        module.write_text("def describe(number):\n    return f'module {number}'\n" + "#" * 3_000_000)
        package = folder / "equivalence_package.zip"
        with zipfile.ZipFile(package, "w") as archive:
            archive.writestr("equivalence_package/__init__.py", "")
            archive.writestr("equivalence_package/inner.py", "def describe(number):\n    return f'package {number}'\n")
        data = folder / "equivalence.bin"
        data.write_bytes(bytes(range(256)) * 20_000)
        spark.addArtifacts(str(module), pyfile=True)
        spark.addArtifacts(str(package), pyfile=True)
        spark.addArtifacts(str(data), file=True)
        twice = failure(lambda: spark.addArtifacts(str(data), file=True))
        missing = failure(lambda: spark.addArtifacts(str(folder / "missing.py"), pyfile=True))
    return [
        rows(spark.range(2).select(from_module("id"))),
        rows(spark.range(2).select(from_package("id"))),
        rows(spark.range(1).select(size_of_file("id"))),
        twice.get("type", twice),
        missing["type"],
    ]


@action
def streaming(spark: SparkSession, _: str) -> Any:
    name = "ticks"
    source = spark.readStream.format("rate").option("rowsPerSecond", 100).load()
    query = source.selectExpr("value % 2 AS half").writeStream.format("memory").queryName(name).start()
    deadline = time.monotonic() + 60
    while spark.table(name).count() == 0 and time.monotonic() < deadline:
        query.awaitTermination(1)
    active = [one.name for one in spark.streams.active if one.id == query.id]
    seen = [query.isActive, active, sorted(rows(spark.table(name).distinct())), sorted(query.lastProgress or {}) != []]
    query.stop()
    broken = spark.readStream.format("rate").load().selectExpr("raise_error('late')")
    failing = broken.writeStream.format("noop").start()
    late = failure(lambda: failing.awaitTermination(60))
    return [*seen, query.isActive, late["type"], late.get("condition"), source.isStreaming]


@action
def interrupts(spark: SparkSession, _: str) -> Any:
    seen = []
    for how in ("tag", "all", "operation"):
        running = threading.Event()
        ended: list[Any] = []

        def tell(tasks: int, running: threading.Event = running) -> None:
            if tasks:
                running.set()

        def endless(running: threading.Event = running, ended: list[Any] = ended) -> None:
            spark.addTag("endless")
            spark.registerProgressHandler(lambda stages, inflight_tasks, **_: tell(inflight_tasks))
            ended.append(
                failure(lambda: spark.sql("SELECT max(id % 7) FROM range(0, 1000000000000000, 1, 1)").collect())
            )

        runner = threading.Thread(target=endless)
        runner.start()
        assert running.wait(60), ended
        if how == "tag":
            assert spark.interruptTag("nobody") == []
            interrupted = spark.interruptTag("endless")
        elif how == "all":
            interrupted = spark.interruptAll()
        else:
            operation = spark.interruptTag("nobody") or spark.interruptAll()[0]
            interrupted = [operation]
            seen.append(spark.interruptOperation(str(uuid.uuid4())))
        runner.join(60)
        spark.clearProgressHandlers()
        spark.clearTags()
        seen += [len(interrupted), runner.is_alive(), ended[0]["condition"]]
    return [*seen, rows(spark.sql("SELECT 'goes on'"))]


@action
def clones(spark: SparkSession, _: str) -> Any:
    if not hasattr(spark, "cloneSession"):
        return "this client has none"
    spark.range(3).createOrReplaceTempView("mine")
    spark.conf.set("spark.mine", "yes")
    other = spark.cloneSession()
    other.range(2).createOrReplaceTempView("later")
    seen = [
        rows(other.table("mine")),
        other.conf.get("spark.mine"),
        failure(lambda: spark.table("later").collect())["condition"],
    ]
    other.client.release_session()  # its stop() fails in 4.1.3
    return [*seen, rows(spark.table("mine"))]


@action
def large_up(spark: SparkSession, _: str) -> Any:
    # Differs by row: what compresses to nothing would prove little.
    texts = [hashlib.sha512(str(number).encode()).hexdigest() for number in range(450_000)]
    frame = spark.createDataFrame(pd.DataFrame({"id": range(len(texts)), "text": texts}))
    return rows(frame.agg(f.count("id"), f.sum(f.length("text")), f.expr("bit_xor(xxhash64(text))")))


@action
def large_down(spark: SparkSession, _: str) -> Any:
    wide = spark.range(1_500_000).select("id", f.expr("sha2(string(id), 512)").alias("text"))
    table = wide.toArrow() if hasattr(wide, "toArrow") else None
    assert table is not None
    assert table.nbytes > 200_000_000
    digest = hashlib.sha256()
    for batch in table.to_batches():
        for column in batch.columns:
            for buffer in column.buffers():
                digest.update(buffer or b"")
    return [table.num_rows, table.nbytes, len(table.to_batches()), digest.hexdigest()]


@action
def many_at_once(spark: SparkSession, _: str) -> Any:
    seen: dict[int, list[str]] = {}

    def ask(number: int) -> None:
        seen[number] = rows(spark.sql(f"SELECT {number} AS n, count(*) FROM range({number})"))

    askers = [threading.Thread(target=ask, args=(number,)) for number in range(100)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(120)
    return sorted(seen.items())


@action
def schemas(spark: SparkSession, _: str) -> Any:
    deep = StructType([StructField("leaf", StringType())])
    for level in range(12):
        deep = StructType([StructField(f"level{level}", deep)])
    frame = spark.createDataFrame([], deep)
    expression = f.lit(0)
    for number in range(20):
        expression = expression + f.lit(number)
    return [
        hashlib.sha256(frame.schema.json().encode()).hexdigest(),
        rows(spark.range(1).select(expression.alias("n"))),
    ]


@action
def ends(_: SparkSession, url: str) -> Any:
    other = SparkSession.builder.remote(url).create()
    other.range(1).count()
    other.stop()
    again = SparkSession.builder.remote(url).create()
    OPENED.append(again)
    return [failure(lambda: other.range(1).count())["type"], str(Row(goes=again.range(1).count()))]


def main(url: str, names: list[str]) -> None:
    for name in names or list(ACTIONS):
        spark = SparkSession.builder.remote(url).create()
        spark.remote_url = url
        start = time.monotonic()
        try:
            seen = ACTIONS[name](spark, url)
        except Exception:
            seen = {"raised": hidden(traceback.format_exc())}
        seconds = time.monotonic() - start
        OPENED.append(spark)
        print(json.dumps({"action": name, "seen": seen, "seconds": seconds}), flush=True)
    for opened in OPENED:
        opened.client.release_session()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
