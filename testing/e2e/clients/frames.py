"""DataFrames, SQL, tables and temporary views."""

from pyspark.sql import Row, SparkSession, Window
from pyspark.sql import functions as f

spark = SparkSession.builder.getOrCreate()

assert spark.sql("SELECT current_catalog() AS c, current_database() AS d").first() == Row(c="pedregal", d="default")
assert spark.catalog.currentCatalog() == "pedregal"
assert spark.catalog.currentDatabase() == "default"

orders = spark.createDataFrame(
    [("ada", 3, 1.5), ("ada", 1, 4.0), ("bob", 2, 2.25)], schema="user STRING, items INT, price DOUBLE"
)
totals = orders.groupBy("user").agg(f.sum(f.col("items") * f.col("price")).alias("total")).orderBy("user")
assert totals.collect() == [Row(user="ada", total=8.5), Row(user="bob", total=4.5)]

ranked = orders.withColumn("rank", f.row_number().over(Window.partitionBy("user").orderBy(f.desc("price"))))
assert [row["items"] for row in ranked.where("rank = 1").orderBy("user").collect()] == [1, 2]

orders.createOrReplaceTempView("orders")
named = spark.sql("SELECT user FROM orders WHERE price > :least", args={"least": 2})
assert sorted(row["user"] for row in named.collect()) == ["ada", "bob"]
assert orders.toPandas()["items"].sum() == 6

spark.sql("CREATE DATABASE pedregal.raw")
orders.writeTo("pedregal.raw.orders").create()
orders.write.saveAsTable("pedregal.raw.orders", mode="append")
assert spark.table("pedregal.raw.orders").count() == 6
spark.sql("DELETE FROM pedregal.raw.orders WHERE user = 'bob'")
spark.sql("""
    MERGE INTO pedregal.raw.orders t USING (SELECT 'eve' AS user, 9 AS items, 1.0D AS price) s ON t.user = s.user
    WHEN NOT MATCHED THEN INSERT *""")
assert sorted(row["user"] for row in spark.table("raw.orders").collect()) == ["ada", "ada", "ada", "ada", "eve"]
assert spark.catalog.tableExists("pedregal.raw.orders")
assert [table.name for table in spark.catalog.listTables("pedregal.raw") if not table.isTemporary] == ["orders"]

spark.sql("USE raw")
assert spark.catalog.currentDatabase() == "raw"
assert spark.table("orders").count() == 3, "the temporary view wins over the table"
spark.catalog.dropTempView("orders")
assert spark.table("orders").count() == 5
spark.stop()
