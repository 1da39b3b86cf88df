"""The names that notebooks import: an alias of `sparkgate`."""

from sparkgate import describe_table, get_spark, lease, show_catalogs, show_databases, show_tables

__all__ = ["describe_table", "get_spark", "lease", "show_catalogs", "show_databases", "show_tables"]
