"""What there is to query."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_CATALOG = re.compile(r"spark\.sql\.catalog\.([\w-]+)")


def show_catalogs(spark: "SparkSession") -> None:
    """Shows the catalogs, also those that the session has not used yet, which SHOW CATALOGS leaves out."""
    names = {row[0] for row in spark.sql("SHOW CATALOGS").collect()}
    names.update(found[1] for row in spark.sql("SET").collect() if (found := _CATALOG.fullmatch(row[0])))
    values = ", ".join(f"('{name}')" for name in sorted(names))
    spark.sql(f"SELECT * FROM VALUES {values} AS catalogs(catalog)").show(truncate=False)


def show_databases(spark: "SparkSession", catalog: str = "pedregal") -> None:
    """Shows the databases of a catalog."""
    spark.sql(f"SHOW DATABASES IN {_quoted(catalog)}").show(truncate=False)


def show_tables(spark: "SparkSession", catalog: str, database: str) -> None:
    """Shows the tables of a database."""
    spark.sql(f"SHOW TABLES IN {_quoted(catalog)}.{_quoted(database)}").show(truncate=False)


def describe_table(spark: "SparkSession", table: str) -> None:
    """Shows the columns of a table, named as in queries: catalog.database.table."""
    spark.sql(f"DESCRIBE TABLE {_path(table)}").show(truncate=False)


def _quoted(name: str) -> str:
    """Returns a name that may have a dash, such as pedregal-staging; one that is quoted already, or several, stay."""
    return name if "`" in name or "." in name else f"`{name}`"


def _path(table: str) -> str:
    return table if "`" in table else ".".join(f"`{part}`" for part in table.split("."))
