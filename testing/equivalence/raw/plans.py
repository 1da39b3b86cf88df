"""Plans, as short as they can be written."""

from typing import Any

from pyspark.sql.connect.proto import base_pb2, commands_pb2, relations_pb2


def query(text: str) -> Any:
    """A relation: the result of a query."""
    return base_pb2.Plan(root=relations_pb2.Relation(sql=relations_pb2.SQL(query=text)))


def numbers(end: int, partitions: int = 1) -> Any:
    span = relations_pb2.Range(start=0, end=end, step=1, num_partitions=partitions)
    return base_pb2.Plan(root=relations_pb2.Relation(range=span))


def statement(text: str) -> Any:
    """A command: done at once, whatever is read of its result."""
    sql = commands_pb2.SqlCommand(input=relations_pb2.Relation(sql=relations_pb2.SQL(query=text)))
    return base_pb2.Plan(command=commands_pb2.Command(sql_command=sql))


def view(name: str, of: Any, replace: bool = True, everywhere: bool = False) -> Any:
    made = commands_pb2.CreateDataFrameViewCommand(input=of.root, name=name, is_global=everywhere, replace=replace)
    return base_pb2.Plan(command=commands_pb2.Command(create_dataframe_view=made))


# Runs for years on one of the server's cores, and can be ended at once.
ENDLESS = query("SELECT max(id % 7) FROM range(0, 1000000000000000, 1, 1)")
# Comes as several Arrow batches; differs by row, so that it cannot be compressed to nothing.
LARGE = query("SELECT id, sha2(string(id), 512) AS text FROM range(400000)")
