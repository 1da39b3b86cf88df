"""Sessions for notebooks and services: one for each team and environment, for as long as its lease lives."""

import atexit
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sparkgate import _ipython, _lease, _session, _surroundings
from sparkgate._connection import Connection
from sparkgate._progress import ProgressBars
from sparkgate._surroundings import setting
from sparkgate.errors import SparkgateError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@dataclass(frozen=True)
class _Wanted:
    team: str | None
    environment: str | None
    app_name: str | None
    gateway: str | None


_lock = threading.Lock()
_open: dict[_Wanted, Connection] = {}


def get_spark(
    team: str | None = None,
    environment: str | None = None,
    app_name: str | None = None,
    gateway: str | None = None,
) -> "SparkSession":
    """Returns a Spark session in the team's namespace of an environment, and prints where it is.

    Asked again, it returns the same session while its lease lives, and else a new one. The lease is renewed in the
    background, up to what the environment allows; `spark.stop()` gives it back. Without a team or an environment the
    variables SPARKGATE_TEAM and SPARKGATE_ENVIRONMENT say which, else the gateway's defaults do. The user is
    JupyterHub's, or whoever is logged in. `gateway` is the URL of a gateway, where none can be found.

    >>> spark = get_spark("data-science", "staging")
    >>> spark.sql("SELECT 1").show()
    """
    team = team or setting("SPARKGATE_TEAM") or setting("SPARK_CONNECT_TEAM")
    environment = environment or setting("SPARKGATE_ENVIRONMENT") or setting("SPARK_CONNECT_ENV")
    wanted = _Wanted(team, environment, app_name, gateway)
    with _lock:
        known = _open.pop(wanted, None)
        if known is not None and known.lives():
            connection = known
        else:
            if known is not None:
                known.close()
            connection = _connect(wanted)
        _open[wanted] = connection
    print(connection.greeting())
    return connection.spark


def _connect(wanted: _Wanted) -> Connection:
    _session.check_client()  # before anything is started for it
    user = _surroundings.user()
    kind = "jupyter" if _ipython.is_notebook() else "python"
    app = wanted.app_name or f"{kind}-{user}-{wanted.environment or 'default'}"
    labels = _lease.pairs({"app": app, "from": kind})
    order = _lease.Order(environment=wanted.environment, team=wanted.team, user=user, labels=labels)
    again = _again(wanted)
    try:
        held = _lease.acquire(order, wanted.gateway)
    except SparkgateError as refusal:
        raise SparkgateError(refusal.code, f"{refusal}\n{again} failed") from None
    connection = Connection(held, held.session(app), again)
    bars = ProgressBars.of_this_place()
    if bars is not None and hasattr(connection.spark, "registerProgressHandler"):
        connection.spark.registerProgressHandler(bars)
    _ipython.explain_failures(_explain)
    return connection


def _again(wanted: _Wanted) -> str:
    """Returns the call that makes such a session."""
    given = {name: value for name, value in vars(wanted).items() if value}
    return f"get_spark({', '.join(f'{name}={value!r}' for name, value in given.items())})"


def _explain(failure: BaseException) -> str | None:
    """Returns what to tell of a failure that comes of a lease that is over."""
    with _lock:
        connections = list(_open.values())
    return next((told for told in (connection.explain(failure) for connection in connections) if told), None)


def _close_all() -> None:
    with _lock:
        connections = list(_open.values())
        _open.clear()
    for connection in connections:
        connection.close()


atexit.register(_close_all)
