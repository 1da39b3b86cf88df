"""Failures arrive as Spark's own: class of the exception, error class, SQL state and parameters."""

from pyspark.errors import AnalysisException, ArithmeticException, ParseException, PySparkException
from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()


def failing(query: str) -> PySparkException:
    try:
        spark.sql(query).collect()
    except PySparkException as failure:
        return failure
    raise AssertionError(f"{query} did not fail")


def error_class(failure: PySparkException) -> str:
    # The name in 4.1, and the one before it.
    return failure.getCondition() if hasattr(failure, "getCondition") else failure.getErrorClass()


missing = failing("SELECT * FROM pedregal.raw.nothing")
assert isinstance(missing, AnalysisException), missing
assert error_class(missing) == "TABLE_OR_VIEW_NOT_FOUND", missing
assert missing.getSqlState() == "42P01", missing
assert "nothing" in str(missing)

column = failing("SELECT colour FROM VALUES (1) AS t(color)")
assert isinstance(column, AnalysisException), column
assert error_class(column).startswith("UNRESOLVED_COLUMN"), column
assert "color" in (column.getMessageParameters() or {}).get("proposal", ""), column

syntax = failing("SELEKT 1")
assert isinstance(syntax, ParseException), syntax
assert error_class(syntax) == "PARSE_SYNTAX_ERROR", syntax

division = failing("SELECT 1 / 0")
assert isinstance(division, ArithmeticException), division
assert error_class(division) == "DIVIDE_BY_ZERO", division

assert spark.sql("SELECT 1").first()[0] == 1, "the session goes on"
spark.stop()
