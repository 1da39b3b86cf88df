"""A module and a file of the client's machine, used by a function on the driver's."""

import sys
import tempfile
from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql.functions import udf

spark = SparkSession.builder.getOrCreate()


@udf("string")
def from_module(number: int) -> str:
    import sparkgate_e2e_module

    return sparkgate_e2e_module.describe(number)


@udf("long")
def length_of_padding(_: int) -> int:
    import sparkgate_e2e_module

    return len(sparkgate_e2e_module.PADDING)


with tempfile.TemporaryDirectory() as folder:
    module = Path(folder, "sparkgate_e2e_module.py")
    # Large enough to be uploaded in many pieces.
    source = f"def describe(number):\n    return f'number {{number}}'\nPADDING = '{'x' * 3_000_000}'\n"
    module.write_text(source)
    spark.addArtifacts(str(module), pyfile=True)
assert "sparkgate_e2e_module" not in sys.modules

assert [row[0] for row in spark.range(2).select(from_module("id")).collect()] == ["number 0", "number 1"]
assert spark.range(1).select(length_of_padding("id")).first()[0] == 3_000_000

other = SparkSession.builder.create()
try:
    other.range(1).select(from_module("id")).collect()
except Exception as failure:
    assert "No module named 'sparkgate_e2e_module'" in str(failure), failure
else:
    raise AssertionError("another session of the lease has this session's module")
other.stop()
spark.stop()
