"""Spark sessions in private namespaces: for tests, notebooks and services.

Under pytest nothing need be imported: ask for the fixture `spark`.
"""

from sparkgate._catalog import describe_table, show_catalogs, show_databases, show_tables
from sparkgate._connections import get_spark
from sparkgate._lease import Lease, lease
from sparkgate._version import __version__
from sparkgate.errors import GatewayUnreachableError, SparkgateError

__all__ = [
    "GatewayUnreachableError",
    "Lease",
    "SparkgateError",
    "__version__",
    "describe_table",
    "get_spark",
    "lease",
    "show_catalogs",
    "show_databases",
    "show_tables",
]
