"""The leases of a process of pytest, who is on them, and what becomes of them."""

import contextlib
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from sparkgate import _lease, _session
from sparkgate._lease import Lease, Order
from sparkgate._surroundings import setting
from sparkgate.errors import GatewayUnreachableError, SparkgateError
from sparkgate.pytest_plugin import _client
from sparkgate.pytest_plugin._need import Need
from sparkgate.pytest_plugin._options import Options
from sparkgate.pytest_plugin._surrounding import SurroundingLease
from sparkgate.pytest_plugin._xdist import Run

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from sparkgate.pytest_plugin._report import Tally

# How often, at most, a lease is asked whether it still lives, in seconds.
_LOOK = 1.0


class Book:
    """Makes leases when they are first asked for, and gives them back."""

    def __init__(self, options: Options, tally: "Tally", run: Run) -> None:
        self.options = options
        self._tally = tally
        self._run = run
        self._base: Lease | None = None
        self._refusal: SparkgateError | None = None
        self._on: dict[str, list[Lease]] = {}
        self._kept: set[str] = set()
        self._open: dict[str, Lease] = {}
        self._looked: dict[str, float] = {}

    def base(self) -> Lease:
        """Returns the lease of the scope; a refusal is told each time in the same words, without asking again."""
        if self._refusal is not None:
            raise self._refusal
        if self._base is None:
            try:
                _session.check_client()
                self._base = self._acquire(Need.base(self.options), self._run.id if self._shares else None)
            except SparkgateError as refusal:
                self._refusal = refusal
                raise
        return self._base

    @contextlib.contextmanager
    def place(self, need: Need) -> Iterator[Lease]:
        """Gives the lease that a need is met on; one that nobody else is on ends with the block."""
        if need.owner is None:
            yield self.base()
            return
        _session.check_client()
        own = self._acquire(need)
        try:
            yield own
        finally:
            self.give_back(own)

    @contextlib.contextmanager
    def fork(self, lease: Lease, node: str) -> Iterator[Lease]:
        copy = self._note(lease.fork(outlive=self.options.keep, held=not self.options.keep, labels=self._labels(node)))
        try:
            yield copy
        finally:
            self.give_back(copy)

    def session(self, lease: Lease) -> "SparkSession":
        """Returns a new session on a lease, such as tests are well served with."""
        started = time.monotonic()
        session = lease.session("pytest")
        _client.prepare(session, impatient=lease.gateway_is_local)
        if self._shares and lease is self._base and self._run.worker:
            name = f"{lease.catalog}.{self._run.worker}" if lease.catalog else self._run.worker
            session.sql(f"CREATE NAMESPACE IF NOT EXISTS {name}")
            session.sql(f"USE {name}")
        self._tally.session(time.monotonic() - started)
        return session

    def on(self, node: str, lease: Lease) -> None:
        """Notes that a test is on a lease."""
        self._on.setdefault(node, []).append(lease)

    def of(self, node: str) -> list[Lease]:
        """Returns the leases that a test is on, the one of its own last."""
        return self._on.get(node, [])

    def off(self, node: str) -> None:
        self._on.pop(node, None)

    def is_over(self, lease: Lease) -> bool:
        """Says whether a lease has ended by itself; renews it otherwise."""
        now = time.monotonic()
        if now - self._looked.get(lease.id, -_LOOK) < _LOOK:
            return False
        self._looked[lease.id] = now
        if not lease.is_out_of_reach() and lease.end() is None:
            with contextlib.suppress(SparkgateError):  # the environment's longest time is near
                lease.renew()
            return False
        return True

    def lost(self, lease: Lease) -> None:
        """Forgets a lease that is over, so that the next test gets another one."""
        self._tally.lost(lease.id)
        self._open.pop(lease.id, None)
        lease.forget()
        if lease is self._base:
            self._base = None
            self._run = self._run.again()

    def failed(self, lease: Lease) -> str:
        """Returns what to tell of a lease that a failed test was on."""
        self._looked.pop(lease.id, None)  # the next test looks whether it still lives
        where = f"namespace {lease.namespace} in environment '{lease.environment}', driver {lease.driver}"
        if lease.is_out_of_reach():
            return f"{where}\nThe gateway {lease.gateway} is gone: that is why. The next test gets another one."
        end = lease.end()
        if end:
            return f"{where}\nThe lease is over: {end}. The next test gets another one."
        if not self.options.keep:
            return f"{where}\nTo look into it afterwards, run the test with --sparkgate-keep=on-failure"
        self._kept.add(lease.id)
        self._tally.kept(lease)
        return f"{where}\n{_client.how_to_enter(lease)}"

    def give_back(self, lease: Lease) -> None:
        self._open.pop(lease.id, None)
        if lease.id in self._kept:
            lease.forget()
            return
        with contextlib.suppress(GatewayUnreachableError), told():  # it ends by itself then
            lease.release()

    def close(self) -> None:
        for lease in list(self._open.values()):
            self.give_back(lease)
        self._base = None

    @property
    def _shares(self) -> bool:
        return self.options.scope == "run" and self._run.id is not None

    def _acquire(self, need: Need, key: str | None = None) -> Lease:
        around = SurroundingLease.found(need, self.options)
        if around is not None:
            return around.lease if self._run.worker is None or self._shares else self._note(around.lease.fork())
        order = Order(
            environment=need.environment,
            team=self.options.team,
            user=setting("SPARK_CONNECT_USER"),
            ttl=need.ttl,
            spark=need.spark,
            fixtures=need.fixtures,
            conf=need.conf,
            key=key,
            labels=_lease.pairs(self._labels(need.owner) if key is None else {"from": "pytest"}),
            # A process that is gone keeps nothing.
            holder=False if self.options.keep else self._run.holder if key else None,
        )
        lease = _lease.acquire(order, self.options.url)
        if key is not None:
            self._tally.leased(lease)
            return lease  # the controller gives it back
        return self._note(lease)

    def _note(self, lease: Lease) -> Lease:
        self._open[lease.id] = lease
        self._looked[lease.id] = time.monotonic()
        self._tally.leased(lease)
        return lease

    def _labels(self, node: str | None) -> dict[str, Any]:
        labels = {"from": "pytest", "worker": self._run.worker, "test": node}
        return {name: value for name, value in labels.items() if value}


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Makes a warning of a failure to clean up: the lease ends by itself, and the tests were well."""
    try:
        yield
    except SparkgateError as failure:
        import warnings

        warnings.warn(pytest.PytestWarning(f"sparkgate: {failure}"), stacklevel=2)
