"""What tests want of the user's Spark client."""

import contextlib
import os
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sparkgate._lease import Lease

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# Together 3 s, and the client does it all up to four times for one query; its own policy tries for ten minutes to
# reach a gateway that was killed. On the same machine, who does not answer at once is gone.
_TRIES = 5
_LONGEST_PAUSE_MS = 1000


def prepare(session: "SparkSession", *, impatient: bool) -> None:
    _spare_spark_home()
    if impatient:
        _give_up_sooner(session)


def _spare_spark_home() -> None:
    """Lets pyspark.testing work where there is no Spark.

    On the thin client, assertDataFrameEqual looks for SPARK_HOME, which it does not use, and exits without. The
    variable itself stays unset: other plugins take it for the sign that there is a Spark.
    """
    import pyspark
    from pyspark import find_spark_home

    package = Path(pyspark.__file__).parent
    if os.environ.get("SPARK_HOME") or (package / "jars").is_dir():
        return

    def find() -> str:
        return os.environ.get("SPARK_HOME") or str(package)

    find_spark_home._find_spark_home = find
    from pyspark.sql import utils

    utils._find_spark_home = find  # it has taken the name by then


def _give_up_sooner(session: "SparkSession") -> None:
    # Private in every version of the client; where it has changed, patience is all that is lost.
    with contextlib.suppress(ImportError, AttributeError, TypeError):
        from pyspark.sql.connect.client.retries import DefaultPolicy

        client: Any = session.client
        client.set_retry_policies([DefaultPolicy(max_retries=_TRIES, max_backoff=_LONGEST_PAUSE_MS)])


@contextlib.contextmanager
def remote_of(lease: Lease) -> Iterator[None]:
    """Has code under test that makes a session by itself make one on this lease."""
    before = os.environ.get("SPARK_REMOTE")
    os.environ["SPARK_REMOTE"] = lease.remote
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("SPARK_REMOTE", None)
        else:
            os.environ["SPARK_REMOTE"] = before


def make_active(session: "SparkSession") -> None:
    """Has SparkSession.builder.getOrCreate() and active() return this session."""
    with contextlib.suppress(ImportError, AttributeError, TypeError):
        from pyspark.sql.connect.session import SparkSession as ConnectSession

        setter: Any = ConnectSession._set_default_and_active_session
        setter(session)


def how_to_enter(lease: Lease) -> str:
    import pyspark

    remote = shlex.quote(lease.remote)
    lines = [
        f"Kept until {lease.expires_at.astimezone():%H:%M:%S}, or shorter if nobody uses it. To enter it:",
        f"    pyspark --remote {remote}",
    ]
    if not (Path(pyspark.__file__).parent / "jars").is_dir():  # the thin client has no shell
        start = "from pyspark.sql import SparkSession; spark = SparkSession.builder.getOrCreate()"
        lines.append(f"    SPARK_REMOTE={remote} python3 -i -c '{start}'")
    lines.append(f"To end it: sparkgate release {lease.id} --gateway {lease.gateway}")
    return "\n".join(lines)
