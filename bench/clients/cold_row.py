"""A client that is the first: prints when (in seconds of the epoch) it was started, connected and had its row."""

import json
import os
import time

from pyspark.sql import SparkSession

connecting = time.time()
spark = SparkSession.builder.getOrCreate()
assert spark.sql("select 1").collect()[0][0] == 1
row = time.time()
print(json.dumps({"started": float(os.environ["COMMAND_STARTED"]), "connecting": connecting, "row": row}))
