"""What was measured, and what it was to be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Target:
    """A limit that one statistic of the samples (median, p95 or max) must stay below."""

    limit: float
    of: str = "median"

    def __str__(self) -> str:
        return f"{self.of} < {self.limit:g}"


@dataclass(frozen=True)
class Figure:
    """The samples of one quantity, warm-up already dropped."""

    name: str
    unit: str
    samples: Sequence[float]
    target: Target | None = None

    def __post_init__(self) -> None:
        if not self.samples:
            raise ValueError(f"figure '{self.name}' has no samples (expected: at least one)")

    def percentile(self, percent: float) -> float:
        """The nearest-rank percentile: a value that was measured, never one in between."""
        ordered = sorted(self.samples)
        return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]

    def statistic(self, name: str) -> float:
        if name == "median":
            return self.percentile(50)
        return max(self.samples) if name == "max" else self.percentile(float(name.removeprefix("p")))

    @property
    def met(self) -> bool | None:
        return None if self.target is None else self.statistic(self.target.of) < self.target.limit

    def json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "unit": self.unit,
            "median": self.percentile(50),
            "p95": self.percentile(95),
            "p99": self.percentile(99),
            "min": min(self.samples),
            "max": max(self.samples),
            "runs": len(self.samples),
            "target": None if self.target is None else str(self.target),
            "met": self.met,
            "samples": list(self.samples),
        }


def table(figures: Sequence[Figure]) -> str:
    """A table of Markdown, as docs/performance.md has it."""
    heads = ["figure", "unit", "median", "p95", "p99", "min-max", "runs", "target", "met"]
    rows = [_row(figure) for figure in figures]
    widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
    lines = [heads, ["-" * width for width in widths], *rows]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    )


def _row(figure: Figure) -> list[str]:
    runs = len(figure.samples)
    return [
        figure.name,
        figure.unit,
        _number(figure.percentile(50)),
        _number(figure.percentile(95)) if runs >= 20 else "",
        _number(figure.percentile(99)) if runs >= 100 else "",
        f"{_number(min(figure.samples))}-{_number(max(figure.samples))}" if runs > 1 else "",
        str(runs),
        "" if figure.target is None else str(figure.target),
        "" if figure.met is None else "yes" if figure.met else "NO",
    ]


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
