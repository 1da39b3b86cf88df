"""A session with the lease beneath it, renewed until it is closed."""

import contextlib
import sys
import threading
from typing import TYPE_CHECKING

from sparkgate import _session
from sparkgate._lease import Lease, remaining
from sparkgate.errors import GatewayUnreachableError, SparkgateError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# A third of the time is left when a lease is renewed; looked after at least so often.
_LONGEST_PAUSE = 60.0


class Connection:
    """Holds a session and its lease; `again` is the call that makes another one."""

    def __init__(self, lease: Lease, spark: "SparkSession", again: str) -> None:
        self.lease = lease
        self.spark = spark
        self._again = again
        self._version = spark.version
        self._closed = threading.Event()
        # Instance attribute: whoever stops the session gives the lease back, and knows no other way.
        spark.stop = self.close
        threading.Thread(target=self._renew, name=f"sparkgate-renew-{lease.id}", daemon=True).start()

    def greeting(self) -> str:
        lease = self.lease
        return (
            f"Connected to Spark {self._version}\n"
            f"Team: {lease.team}, Environment: {lease.environment}\n"
            f"User: {lease.user}, Namespace: {lease.namespace}, Lease: {lease.id} until "
            f"{lease.expires_at.astimezone():%Y-%m-%d %H:%M}, renewed while in use"
        )

    def lives(self) -> bool:
        return not self._closed.is_set() and self.lease.end() is None

    def explain(self, failure: BaseException) -> str | None:
        """Returns what to do about a failure if it comes of this lease's end."""
        if self.lease.id not in str(failure):
            return None
        end = self.lease.end()
        return self._over(end) if end else None

    def close(self) -> None:
        """Stops the session and gives the lease back; the next call does nothing."""
        if self._closed.is_set():
            return
        self._closed.set()
        _session.end(self.spark, reachable=not self.lease.is_out_of_reach())
        with contextlib.suppress(SparkgateError):  # it ends by itself then
            self.lease.release()

    def _over(self, why: str) -> str:
        return (
            f"The lease {self.lease.id} of this Spark session is over: {why}. "
            f"Temporary views and settings went with it.\nTo reconnect:  spark = {self._again}"
        )

    def _renew(self) -> None:
        while not self._closed.wait(max(0.5, min(_LONGEST_PAUSE, remaining(self.lease).total_seconds() / 6))):
            try:
                self.lease.renew()
            except GatewayUnreachableError:
                continue  # it may come back
            except SparkgateError as refusal:
                self._refused(refusal)
                return

    def _refused(self, refusal: SparkgateError) -> None:
        if self._closed.is_set():
            return
        end = self.lease.end()
        if end:
            told = self._over(end)
        else:
            told = (
                f"The lease {self.lease.id} cannot be renewed: {refusal}\nIt ends at "
                f"{self.lease.expires_at.astimezone():%H:%M:%S}; then:  spark = {self._again}"
            )
        print(told, file=sys.stderr)
