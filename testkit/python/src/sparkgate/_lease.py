"""A lease: the right to use one namespace on one driver until a moment in time."""

import contextlib
import time
import uuid
import weakref
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sparkgate import _finder, _processes, _surroundings
from sparkgate._duration import Duration, duration, text
from sparkgate._gateway import Gateway
from sparkgate._surroundings import setting
from sparkgate.errors import GatewayUnreachableError, SparkgateError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_LONGEST_WAIT = 1800
_WAITING = ("QUEUED", "PREPARING")


@dataclass(frozen=True)
class Order:
    """What is asked for.

    With `key` None a key is made, so that an answer that got lost loses no lease. `holder` is the process that the
    lease ends with: None is this one, False is nobody.
    """

    environment: str | None = None
    team: str | None = None
    user: str | None = None
    ttl: Duration | None = None
    idle: Duration | None = None
    spark: str | None = None
    fixtures: tuple[str | Path, ...] = ()
    conf: tuple[tuple[str, str], ...] = ()
    key: str | None = None
    labels: tuple[tuple[str, str], ...] = ()
    max_wait: Duration | None = None
    holder: "dict[str, object] | bool | None" = field(default=None, compare=False)

    def body(self, gateway: Gateway, key: str) -> dict[str, Any]:
        wanted: dict[str, Any] = {
            "environment": self.environment or setting("SPARKGATE_ENVIRONMENT"),
            "team": self.team or setting("SPARKGATE_TEAM") or setting("SPARK_CONNECT_TEAM"),
            "user": self.user or _surroundings.user(),
            "ttl": text(self.ttl),
            "idle": text(self.idle),
            "spark": self.spark,
            "fixtures": gateway.upload(self.fixtures),
            "conf": dict(self.conf),
            "key": key,
            "labels": dict(self.labels),
            "maxWait": text(self.max_wait),
        }
        if gateway.local and self.holder is not False:
            # Where process ids mean the same on both sides, kill -9 frees the lease at once.
            wanted["holder"] = self.holder or _processes.identity()
        return {name: value for name, value in wanted.items() if value}


class Secret(str):
    """A text that a debugger, a traceback or a failed assertion shows without its secret."""

    def __repr__(self) -> str:
        return repr(str(self).partition("=")[0] + "=…")


class Lease:
    """A lease that was granted. Ends with `release()`, with its block, with this process, or by its own time."""

    def __init__(self, gateway: Gateway, answer: dict[str, Any], seconds: float) -> None:
        self._gateway = gateway
        self._answer = answer
        self._released = False
        self._sessions: list[weakref.ref[SparkSession]] = []
        self.seconds = seconds
        """How long it took to get, as seen from here."""

    def __enter__(self) -> "Lease":
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def __repr__(self) -> str:
        return f"Lease(id={self.id!r}, environment={self.environment!r}, namespace={self.namespace!r})"

    @property
    def id(self) -> str:
        return str(self._answer["id"])

    @property
    def remote(self) -> str:
        """The URL for `SparkSession.builder.remote`, with the secret in it."""
        return Secret(self._answer["remote"])

    @property
    def namespace(self) -> str:
        return str(self._answer.get("namespace") or "")

    @property
    def catalog(self) -> str:
        return str(self._answer.get("catalog") or "")

    @property
    def database(self) -> str:
        return str(self._answer.get("database") or "")

    @property
    def environment(self) -> str:
        return str(self._answer.get("environment") or "")

    @property
    def team(self) -> str:
        return str(self._answer.get("team") or "")

    @property
    def user(self) -> str:
        return str(self._answer.get("user") or "")

    @property
    def driver(self) -> str:
        return str(self._answer.get("driver") or "")

    @property
    def spark(self) -> str:
        return str(self._answer.get("spark") or "")

    @property
    def gateway(self) -> str:
        """The gateway's HTTP address."""
        return self._gateway.url

    @property
    def gateway_found(self) -> str:
        return self._gateway.found

    @property
    def gateway_is_local(self) -> bool:
        return self._gateway.local

    def is_out_of_reach(self) -> bool:
        """Says whether nothing answers any more where the gateway was."""
        return not self._gateway.is_healthy()

    @property
    def granted_at(self) -> datetime:
        return _processes.instant(self._answer["grantedAt"])

    @property
    def expires_at(self) -> datetime:
        """When it ends unless it is extended (UTC)."""
        return _processes.instant(self._answer["expiresAt"])

    @property
    def released(self) -> bool:
        return self._released

    def refresh(self) -> str:
        """Asks the gateway how it is now; returns the state, such as ACTIVE or ENDED."""
        now = self._gateway.lease(self.id)
        kept: dict[str, Any] = {name: self._answer[name] for name in ("remote", "secret") if name in self._answer}
        self._answer = {**now, **kept}
        return str(now["state"])

    def end(self) -> str | None:
        """Returns why it is over, in words; None while it is not, or when nobody can tell."""
        try:
            if self.refresh() == "ACTIVE":
                return None
        except GatewayUnreachableError:
            return None
        except SparkgateError as gone:
            return str(gone)
        reason = str(self._answer.get("reason") or self._answer["state"])
        problem = self._answer.get("problem")
        return f"{reason}: {problem['detail']}" if problem else reason

    def extend(self, ttl: Duration) -> "Lease":
        """Lets it live for so long from now on: a timedelta, or like '30m'. LEASE_ENDED when it is over already."""
        asked = self._gateway.extend(self.id, duration(ttl))
        self._answer["expiresAt"] = asked["expiresAt"]
        return self

    def renew(self, share: float = 1 / 3) -> bool:
        """Extends it to its full time once less than a share of that is left; says whether it did."""
        whole = self.expires_at - self.granted_at if "ttl" not in self._answer else self._answer["ttl"]
        self._answer.setdefault("ttl", whole)
        if self.expires_at - datetime.now(timezone.utc) > whole * share:
            return False
        self.extend(whole)
        return True

    def fork(self, *, labels: Mapping[str, str] | None = None, outlive: bool = False, held: bool = True) -> "Lease":
        """Returns a lease whose namespace starts with all that this one has written; they share no later write.

        It ends with this one unless it shall `outlive` it, and with this process unless it is not `held`.
        """
        key = f"python-{uuid.uuid4()}"
        order: dict[str, Any] = {"key": key, "user": self.user, "labels": dict(labels or {}), "outlive": outlive}
        if self._gateway.local and held:
            order["holder"] = _processes.identity()
        return _granted(self._gateway, key, "fork", lambda: self._gateway.fork(self.id, order))

    def session(self, app_name: str | None = None) -> "SparkSession":
        """Returns a new session in its namespace."""
        from sparkgate import _session

        session = _session.create(self.remote, app_name)
        self._sessions.append(weakref.ref(session))
        return session

    def release(self) -> None:
        """Ends it and stops its sessions; the namespace goes unless it is persistent. May be called again."""
        self._stop_sessions()
        if not self._released:
            self._gateway.release(self.id)
            self._released = True

    def forget(self) -> None:
        """Leaves it to its own time: `release` does nothing from now on."""
        self._released = True
        self._stop_sessions()

    def _stop_sessions(self) -> None:
        from sparkgate import _session

        left = [session for session in (known() for known in self._sessions) if session is not None]
        self._sessions.clear()
        reachable = bool(left) and not self.is_out_of_reach()
        for session in left:
            if not getattr(session, "is_stopped", False):
                _session.end(session, reachable=reachable)


def acquire(order: Order, gateway: str | None = None) -> Lease:
    """Returns a granted lease; waits in the gateway's queue if need be."""
    environment = order.environment or setting("SPARKGATE_ENVIRONMENT")
    found = _finder.find(environment, gateway)
    try:
        return acquire_from(found, order)
    except GatewayUnreachableError:
        if found.is_healthy() or found.found not in ("found running",):
            raise
    # It ended between our look and our order; there is another one now, or we start it.
    return acquire_from(_finder.find(environment, gateway), order)


def acquire_from(gateway: Gateway, order: Order) -> Lease:
    key = order.key or f"python-{uuid.uuid4()}"
    body = order.body(gateway, key)
    return _granted(gateway, key, body.get("environment", "its default environment"), lambda: gateway.acquire(body))


def _granted(gateway: Gateway, key: str, what: str, ask: Any) -> Lease:
    started = time.monotonic()
    try:
        answer, granted = ask()
        if not granted:
            _await(gateway, answer["id"], started)
            answer, _ = ask()  # only the answer to the same key again has the secret
        if answer["state"] != "ACTIVE":
            raise _not_granted(what, answer)
    except BaseException as failure:
        if not isinstance(failure, GatewayUnreachableError):
            # The answer may have been lost on its way: then the gateway has a lease that nobody here knows of.
            with contextlib.suppress(SparkgateError):
                gateway.release_key(key)
        raise
    return Lease(gateway, answer, time.monotonic() - started)


def _await(gateway: Gateway, lease: str, started: float) -> None:
    while time.monotonic() - started < _LONGEST_WAIT:
        answer = gateway.lease(lease, wait=30)
        if answer["state"] not in _WAITING:
            if answer["state"] != "ACTIVE":
                raise _not_granted("", answer)
            return
    raise SparkgateError(
        "QUEUE_TIMEOUT",
        f"lease {lease} was not granted within {_LONGEST_WAIT} s (expected: a grant); see 'sparkgate list' and the "
        "gateway's log",
    )


def _not_granted(what: str, answer: dict[str, Any]) -> SparkgateError:
    problem = answer.get("problem") or {}
    reason = problem.get("detail") or answer.get("reason") or answer["state"]
    where = what or answer.get("environment") or ""
    return SparkgateError(
        str(problem.get("code") or "LEASE_ENDED"),
        f"lease {answer['id']} in '{where}' was not granted: {reason} (expected: ACTIVE); see 'sparkgate logs "
        f"{answer['id']}'",
    )


@contextlib.contextmanager
def lease(
    environment: str | None = None,
    team: str | None = None,
    *,
    user: str | None = None,
    ttl: Duration | None = None,
    idle: Duration | None = None,
    spark: str | None = None,
    fixtures: "str | Path | Iterable[str | Path]" = (),
    conf: Mapping[str, object] | None = None,
    key: str | None = None,
    labels: Mapping[str, str] | None = None,
    max_wait: Duration | None = None,
    gateway: str | None = None,
) -> Iterator[Lease]:
    """Leases a namespace for the block and gives it back at its end, whatever happens.

    >>> with lease(environment="test", fixtures="fixtures/events.yaml") as held:
    ...     spark = held.session()

    `gateway` is a URL; without it SPARKGATE_URL, the environment's own gateway, a live one, or a new one.
    """
    order = Order(
        environment=environment,
        team=team,
        user=user,
        ttl=ttl,
        idle=idle,
        spark=spark,
        fixtures=paths(fixtures),
        conf=pairs(conf),
        key=key,
        labels=pairs(labels),
        max_wait=max_wait,
    )
    held = acquire(order, gateway)
    try:
        yield held
    finally:
        with contextlib.suppress(GatewayUnreachableError):  # it ends by itself then, with this process or its time
            held.release()


def paths(given: "str | Path | Iterable[str | Path]") -> tuple[str | Path, ...]:
    return (given,) if isinstance(given, (str, Path)) else tuple(given)


def pairs(given: Mapping[str, object] | None) -> tuple[tuple[str, str], ...]:
    """Returns settings as Spark writes them: True is 'true'."""
    return tuple(sorted((str(name), _spark_text(value)) for name, value in (given or {}).items()))


def _spark_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def remaining(held: Lease) -> timedelta:
    return held.expires_at - datetime.now(timezone.utc)
