"""Fills pedregal.raw.events with as many rows as asked for; reads them back when told to on stdin."""

import sys

from pyspark.sql import SparkSession

rows = int(sys.argv[1])
spark = SparkSession.builder.getOrCreate()
spark.sql("CREATE DATABASE pedregal.raw")
spark.sql(f"CREATE TABLE pedregal.raw.events AS SELECT id, '{rows}' AS owner FROM range({rows})")
print("filled", flush=True)
sys.stdin.readline()
owners = [row["owner"] for row in spark.table("pedregal.raw.events").select("owner").distinct().collect()]
databases = sorted(database.name.rpartition(".")[2] for database in spark.catalog.listDatabases())
print(spark.table("pedregal.raw.events").count(), owners, databases, flush=True)
