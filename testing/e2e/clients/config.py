"""The session's configuration is the client's own, and the driver's token is not in it."""

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

TOKEN = "spark.connect.authenticate.token"

spark = SparkSession.builder.config("spark.sql.shuffle.partitions", "3").getOrCreate()

assert spark.conf.get("spark.sql.shuffle.partitions") == "3"
spark.conf.set("spark.sql.session.timeZone", "Asia/Tokyo")
assert spark.sql("SELECT current_timezone()").first()[0] == "Asia/Tokyo"
spark.conf.unset("spark.sql.session.timeZone")
assert spark.conf.get("spark.no.such.key", "fallback") == "fallback"

everything = spark.conf.getAll
assert everything["spark.sql.shuffle.partitions"] == "3"
assert TOKEN not in everything
assert not [key for key in everything if "token" in key.lower()], everything

assert spark.conf.get(TOKEN, "none") == "none"
try:
    found = spark.conf.get(TOKEN)
except PySparkException:
    found = None
assert not found, "the driver's token was read"
spark.stop()
