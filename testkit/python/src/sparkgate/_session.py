"""Sessions of the user's own Spark client, and what is wrong with a client that is none."""

import contextlib
import os
import sys
from collections.abc import Iterator
from importlib import metadata
from typing import TYPE_CHECKING, Any

from sparkgate.errors import SparkgateError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_OLDEST = (3, 5)
_INSTALL = "pip install 'sparkgate[client]'"


def create(remote: str, app_name: str | None = None) -> "SparkSession":
    """Returns a new session at a lease's URL, never one that is there already."""
    builder: Any = check_client().builder.remote(remote)
    if app_name:
        builder = builder.appName(app_name)
    with _no_other_remote():
        session: SparkSession = builder.create() if hasattr(builder, "create") else builder.getOrCreate()
    return session


def end(session: Any, *, reachable: bool) -> None:
    """Stops a session, without a call where nobody would answer: the client would try for minutes."""
    if not reachable:
        session.release_session_on_close = False
    with contextlib.suppress(Exception):  # the lease's end takes its sessions with it
        type(session).stop(session)


def clone(session: "SparkSession", remote: str) -> "SparkSession":
    """Returns a session with the other's temporary views and settings, where client and server can; else a new one."""
    cloned = getattr(session, "cloneSession", None)
    if cloned is not None:
        from pyspark.errors import PySparkException

        try:
            copy: SparkSession = cloned()
        except PySparkException:  # a driver before 4.1 has no such call
            return create(remote)
        for name, value in vars(session).items():
            vars(copy).setdefault(name, value)  # what its constructor would have set
        return copy
    return create(remote)


def check_client() -> Any:
    """Returns the SparkSession class of the Spark client of this Python.

    Raises SparkgateError with CLIENT_MISSING, CLIENT_TOO_OLD or CLIENT_AMBIGUOUS.
    """
    versions = _installed()
    if len(set(versions.values())) > 1:
        both = " and ".join(f"{name} {version}" for name, version in versions.items())
        raise SparkgateError(
            "CLIENT_AMBIGUOUS",
            f"two Spark clients are installed over each other: {both} (expected: one, both are the package pyspark); "
            f"pip uninstall -y {' '.join(versions)}, then {_INSTALL}",
        )
    for name, version in versions.items():
        if _numbers(version) < _OLDEST:
            raise SparkgateError(
                "CLIENT_TOO_OLD",
                f"{name} {version} is too old (expected: 3.5 or newer, of the driver's version or older); {_INSTALL}",
            )
    try:
        from pyspark.sql import SparkSession
        from pyspark.sql.connect import session  # noqa: F401
    except Exception as failure:  # pyspark raises its own types, even for what it lacks
        raise SparkgateError("CLIENT_MISSING", _missing(versions, failure)) from failure
    return SparkSession


def _missing(versions: dict[str, str], failure: Exception) -> str:
    if not versions and isinstance(failure, ModuleNotFoundError) and (failure.name or "").startswith("pyspark"):
        return f"no Spark client in {sys.executable} (expected: pyspark-client or pyspark[connect]); {_INSTALL}"
    client = ", ".join(f"{name} {version}" for name, version in versions.items()) or "the Spark client"
    reason = str(failure).strip().splitlines()[0] if str(failure).strip() else type(failure).__name__
    return (
        f"{client} in {sys.executable} cannot be used: {reason} (expected: a client with grpcio, grpcio-status, pandas "
        f"and pyarrow); {_INSTALL}, and see 'sparkgate doctor'"
    )


def _installed() -> dict[str, str]:
    found = {}
    for name in ("pyspark", "pyspark-client", "pyspark-connect"):
        with contextlib.suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    # pyspark-connect is a set of requirements on pyspark, not a client of its own.
    if "pyspark" in found:
        found.pop("pyspark-connect", None)
    return found


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2] if part.isdigit())


@contextlib.contextmanager
def _no_other_remote() -> Iterator[None]:
    """Hides SPARK_REMOTE, which the builder would hold against a URL that differs."""
    kept = os.environ.pop("SPARK_REMOTE", None)
    try:
        yield
    finally:
        if kept is not None:
            os.environ["SPARK_REMOTE"] = kept
