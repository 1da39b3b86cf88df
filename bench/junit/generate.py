"""Writes the same suite three times: on a gateway, on a local session for each class, on one shared local session."""

from __future__ import annotations

import sys
from pathlib import Path

TABLES = ("users", "events", "orders")
ROWS = ", ".join(f"({i}, 'name {i}', {i * 1.5})" for i in range(1, 21))

GATEWAY = """
import dev.sparkgate.junit.*;
import java.util.*;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.*;

@WithSparkGateway
class {name} {{
    record Line(int id, String name, double amount) {{}}

    static List<Line> lines() {{
        List<Line> lines = new ArrayList<>();
        for (int i = 1; i <= 20; i++) lines.add(new Line(i, "name " + i, i * 1.5));
        return lines;
    }}
{fixtures}
    SparkSession spark;
    String at = "pedregal.raw.";
{tests}
}}
"""

FIXTURE = '    @Fixture("pedregal.raw.{table}") static final List<Line> {upper} = lines();\n'

LOCAL = """
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.*;

class {name} {{
    static SparkSession spark;
    String at = "raw.";

    @BeforeAll
    static void start() {{
        spark = {session};
        spark.sql("CREATE DATABASE IF NOT EXISTS raw");
{creates}
    }}

    @AfterAll
    static void stop() {{
{stop}
    }}
{tests}
}}
"""

SESSION = (
    'SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false")'
    '.config("spark.sql.shuffle.partitions", "1")'
    '.config("spark.sql.warehouse.dir", System.getProperty("bench.warehouse")).getOrCreate()'
)
CREATE = (
    '        spark.sql("CREATE TABLE raw.{table} USING parquet AS SELECT * FROM VALUES '
    + ROWS
    + ' AS t(id, name, amount)");'
)

TESTS = """
    @Test void counts() { Assertions.assertEquals(20, spark.table(at + "users").count()); }
    @Test void filters() { Assertions.assertEquals(10, spark.table(at + "events").where("id > 10").count()); }
    @Test void sums() {
        Assertions.assertEquals(1, spark.sql("SELECT sum(amount) FROM " + at + "orders").collectAsList().size());
    }
    @Test void joins() {
        String joined = "SELECT u.id FROM " + at + "users u JOIN " + at + "events e ON u.id = e.id";
        Assertions.assertEquals(20, spark.sql(joined).count());
    }
    @Test void groups() {
        String groups = "SELECT id % 2, count(*) FROM " + at + "orders GROUP BY 1";
        Assertions.assertEquals(2, spark.sql(groups).collectAsList().size());
    }
"""


def suite(kind: str, number: int) -> str:
    name = f"Suite{number:02d}"
    if kind == "gateway":
        fixtures = "".join(FIXTURE.format(table=t, upper=t.upper()) for t in TABLES)
        return GATEWAY.format(name=name, fixtures=fixtures, tests=TESTS)
    creates = "\n".join(CREATE.format(table=t) for t in TABLES)
    drops = '        spark.sql("DROP DATABASE raw CASCADE");'
    stop = drops + ("\n        spark.stop();" if kind == "fresh" else "")
    return LOCAL.format(name=name, session=SESSION, creates=creates, stop=stop, tests=TESTS)


def main() -> None:
    kind, folder, classes = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(classes):
        (folder / f"Suite{number:02d}.java").write_text(suite(kind, number))


if __name__ == "__main__":
    main()
