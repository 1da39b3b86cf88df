"""One table for each phase of a comparison, with a row for each endpoint."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rig.comparison import Comparison
from rig.figure import aligned, interval, number

_Cell = Callable[[Comparison, str, str], str]


def _median(name: str, scale: float = 1) -> _Cell:
    def cell(result: Comparison, phase: str, endpoint: str) -> str:
        values = result.values(phase, endpoint, name)
        return number(statistics.median(values) * scale) if values else ""

    return cell


def _sum(name: str) -> _Cell:
    return lambda result, phase, endpoint: f"{sum(result.values(phase, endpoint, name)):.0f}"


def _ratio(name: str, to: str) -> _Cell:
    def cell(result: Comparison, phase: str, endpoint: str) -> str:
        ratios = [] if endpoint == to else result.ratios(phase, endpoint, to, name)
        if not ratios:
            return ""
        low, high = interval(ratios)
        return f"{statistics.median(ratios):.2f} [{low:.2f}-{high:.2f}]"

    return cell


def _added(name: str) -> _Cell:
    def cell(result: Comparison, phase: str, endpoint: str) -> str:
        added = result.per_block(phase, [endpoint, "direct"], lambda one, base: one[name] - base[name])
        return number(statistics.median(added)) if added else ""

    return cell


def _cpu(unit: str, scale: float) -> _Cell:
    def cell(result: Comparison, phase: str, endpoint: str) -> str:
        cpu = result.cpu_per(phase, endpoint, unit)
        return "" if cpu is None else number(cpu * scale)

    return cell


@dataclass(frozen=True)
class _Table:
    phase: str
    title: str
    columns: Sequence[tuple[str, _Cell]]


_TABLES = [
    _Table(
        "unary",
        "(a) one caller, small calls",
        [
            ("p50 µs", _median("p50Micros")),
            ("p99 µs", _median("p99Micros")),
            ("p50 of direct's", _ratio("p50Micros", "direct")),
            ("of the floor's", _ratio("p50Micros", "floor")),
            ("added µs", _added("p50Micros")),
            ("CPU µs/call", _cpu("calls", 1000)),
        ],
    ),
    _Table(
        "rate",
        "(b) 64 callers on 4 connections, small calls",
        [
            ("calls/s", _median("callsPerSecond")),
            ("of direct's", _ratio("callsPerSecond", "direct")),
            ("of the floor's", _ratio("callsPerSecond", "floor")),
            ("p99 µs", _median("p99Micros")),
            ("CPU µs/call", _cpu("calls", 1000)),
            ("failed", _sum("failed")),
        ],
    ),
    _Table(
        "query",
        "(c) select 1",
        [
            ("p50 ms", _median("p50Micros", 0.001)),
            ("p99 ms", _median("p99Micros", 0.001)),
            ("p50 of direct's", _ratio("p50Micros", "direct")),
            ("added µs", _added("p50Micros")),
            ("CPU µs/query", _cpu("calls", 1000)),
        ],
    ),
    _Table(
        "stream",
        "(d) a large Arrow result",
        [
            ("MB", _median("megabytes")),
            ("MB/s", _median("megabytesPerSecond")),
            ("of direct's", _ratio("megabytesPerSecond", "direct")),
            ("of the floor's", _ratio("megabytesPerSecond", "floor")),
            ("CPU ms/100 MB", _cpu("megabytes", 100)),
        ],
    ),
    _Table(
        "sessions",
        "(e) many open sessions, each with its connection",
        [
            ("resident MB", _median("residentMegabytes")),
            ("KB/session", _median("kilobytesPerSession")),
            ("outside the heap", _median("outsideHeapKilobytesPerSession")),
            ("objects in the heap", _median("heapKilobytesPerSession")),
            ("first call ms", _median("firstCallP50Micros", 0.001)),
        ],
    ),
    *(
        _Table(
            f"stalled{readers}",
            f"(f) {readers} stalled reader{'s' if readers > 1 else ''}",
            [
                ("grown MB", _median("grownMegabytes")),
                ("others failed", _sum("failed")),
                ("others p99 µs", _median("p99Micros")),
                ("p99 before µs", _median("p99BeforeMicros")),
                ("MB read at last", _median("megabytes")),
            ],
        )
        for readers in (1, 16)
    ),
    _Table(
        "cold",
        "(g) the first 1,000 calls after a start",
        [
            ("p50 µs", _median("p50Micros")),
            ("p99 µs", _median("p99Micros")),
            ("added µs", _median("addedP50Micros")),
            ("very first ms", _median("firstCallMicros", 0.001)),
        ],
    ),
]


def tables(result: Comparison) -> str:
    """Those of the phases that were measured; ratios with their 95 % interval."""
    return "\n\n".join(_text(table, result) for table in _TABLES if result.endpoints(table.phase))


def _text(table: _Table, result: Comparison) -> str:
    rows = [
        [endpoint, *(cell(result, table.phase, endpoint) for _, cell in table.columns)]
        for endpoint in result.endpoints(table.phase)
    ]
    return f"{table.title}\n\n{aligned(['', *(head for head, _ in table.columns)], rows)}"
