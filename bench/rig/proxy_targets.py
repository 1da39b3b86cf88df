"""What the gateway must reach in a comparison."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from rig.comparison import Comparison
from rig.figure import Figure, Target

_OURS = "sparkgate"


def figures(result: Comparison) -> list[Figure]:
    """The figures whose phases were measured."""
    floor = [_OURS, "direct", "floor"]
    single = result.values("stalled1", _OURS, "grownMegabytes")
    candidates: list[tuple[str, str, Sequence[float], Target | None]] = [
        (
            "(a) added to a lone call: of the floor's",
            "x",
            result.per_block("unary", floor, lambda our, base, low: _added(our, base) / _added(low, base)),
            Target(1.15),
        ),
        (
            "(b) rate of 64 callers: of direct's",
            "x",
            result.ratios("rate", _OURS, "direct", "callsPerSecond"),
            Target(0.70, reach=True),
        ),
        (
            "(b) CPU per call at 64 callers: of the floor's",
            "x",
            result.cpu_ratios("rate", _OURS, "floor", "calls"),
            Target(1.25),
        ),
        ("(c) select 1: of direct's time", "x", result.ratios("query", _OURS, "direct", "p50Micros"), Target(1.05)),
        (
            "(d) large result, MB/s: of direct's",
            "x",
            result.ratios("stream", _OURS, "direct", "megabytesPerSecond"),
            Target(0.95, reach=True),
        ),
        (
            "(d) CPU per byte: of the floor's",
            "x",
            result.cpu_ratios("stream", _OURS, "floor", "megabytes"),
            Target(1.10),
        ),
        ("(d) CPU per byte: of nginx's", "x", result.cpu_ratios("stream", _OURS, "nginx", "megabytes"), None),
        (
            "(e) memory per session outside the heap",
            "KB",
            result.values("sessions", _OURS, "outsideHeapKilobytesPerSession"),
            Target(8),
        ),
        ("(e) memory per session in all", "KB", result.values("sessions", _OURS, "kilobytesPerSession"), Target(64)),
        ("(e) resident in all", "MB", result.values("sessions", _OURS, "residentMegabytes"), Target(200)),
        ("(f) one stalled reader", "MB", single, Target(8, "max")),
        (
            "(f) others' failures with 16 stalled readers",
            "calls",
            result.values("stalled16", _OURS, "failed"),
            Target(1, "max"),
        ),
        (
            "(f) others' p99 with 16 stalled readers: of that before",
            "x",
            result.per_block("stalled16", [_OURS], lambda our: our["p99Micros"] / our["p99BeforeMicros"]),
            Target(2),
        ),
        ("(g) added to the first 1,000 calls: of that when warm", "x", _cold(result), Target(2)),
    ]
    return [Figure(name, unit, samples, target) for name, unit, samples, target in candidates if samples]


def _added(one: dict[str, float], base: dict[str, float]) -> float:
    return one["p50Micros"] - base["p50Micros"]


def _cold(result: Comparison) -> list[float]:
    warm = result.per_block("unary", [_OURS, "direct"], _added)
    cold = result.values("cold", _OURS, "addedP50Micros")
    return [added / statistics.median(warm) for added in cold] if warm else []
