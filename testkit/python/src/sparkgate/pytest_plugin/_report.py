"""What the run says of its leases: at its start, and at its end."""

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from sparkgate import _finder
from sparkgate._lease import Lease
from sparkgate.errors import SparkgateError
from sparkgate.pytest_plugin._options import Options

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter


@dataclass
class Count:
    """Times of one kind, in seconds."""

    number: int = 0
    total: float = 0.0
    longest: float = 0.0

    def one(self, seconds: float) -> None:
        self.add(Count(1, seconds, seconds))

    def add(self, other: "Count") -> None:
        self.number += other.number
        self.total += other.total
        self.longest = max(self.longest, other.longest)

    def __str__(self) -> str:
        if not self.number:
            return "0"
        mean = 1000 * self.total / self.number
        return f"{self.number} (mean {mean:.0f} ms, longest {1000 * self.longest:.0f} ms)"


@dataclass
class Tally:
    """What a process of pytest has used of Sparkgate; a controller adds up that of its workers."""

    worker: str | None = None
    leases: Count = field(default_factory=Count)
    sessions: Count = field(default_factory=Count)
    gateways: dict[str, str] = field(default_factory=dict)
    kept_leases: dict[str, str] = field(default_factory=dict)
    lost_leases: list[str] = field(default_factory=list)

    def leased(self, lease: Lease) -> None:
        self.leases.one(lease.seconds)
        self.gateways.setdefault(lease.gateway, lease.gateway_found)

    def session(self, seconds: float) -> None:
        self.sessions.one(seconds)

    def kept(self, lease: Lease) -> None:
        self.kept_leases[lease.id] = lease.namespace

    def lost(self, lease: str) -> None:
        self.lost_leases.append(lease)

    @property
    def has_kept(self) -> bool:
        return bool(self.kept_leases)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    def add(self, other: dict[str, Any] | None) -> None:
        """Adds what a worker has handed over; one that was killed has handed over nothing."""
        if not other:
            return
        self.leases.add(Count(**other["leases"]))
        self.sessions.add(Count(**other["sessions"]))
        for url, found in other["gateways"].items():
            # The worker that started it says more than those that found it then.
            if not self.gateways.get(url, "").startswith("started"):
                self.gateways[url] = found
        self.kept_leases.update(other["kept_leases"])
        self.lost_leases += other["lost_leases"]


def header(options: Options) -> str:
    """Tells which gateway there is, without starting one."""
    where = f"sparkgate: environment '{options.environment}', scope {options.scope}, gateway "
    try:
        gateway = _finder.look(options.environment, options.url)
    except SparkgateError as failure:
        return f"sparkgate: {failure}"
    if gateway is None:
        return f"{where}none yet: the first test that needs one starts it"
    return f"{where}{gateway.url} ({gateway.found})"


def leased(lease: Lease) -> str:
    return (
        f"sparkgate: lease {lease.id} of namespace {lease.namespace} from {lease.gateway} ({lease.gateway_found}) took "
        f"{1000 * lease.seconds:.0f} ms"
    )


def summary(reporter: "TerminalReporter", tally: Tally) -> None:
    if not tally.leases.number:
        return
    reporter.section("sparkgate", sep="-", bold=True)
    for url, found in sorted(tally.gateways.items()):
        reporter.line(f"gateway {url} ({found})")
    reporter.line(f"leases: {tally.leases}; sessions: {tally.sessions}")
    if tally.lost_leases:
        reporter.line(f"lost on the way, and replaced: {', '.join(tally.lost_leases)}")
    for lease, namespace in sorted(tally.kept_leases.items()):
        reporter.line(f"kept: lease {lease}, namespace {namespace}; how to enter it stands with the failed test")
