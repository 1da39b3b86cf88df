"""What was measured, and what it was to be."""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Target:
    """A limit that one statistic of the samples (median, p95 or max) must stay below, or reach."""

    limit: float
    of: str = "median"
    reach: bool = False

    def is_met(self, value: float) -> bool:
        return value >= self.limit if self.reach else value < self.limit

    def __str__(self) -> str:
        return f"{self.of} {'>=' if self.reach else '<'} {self.limit:g}"


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
        return None if self.target is None else self.target.is_met(self.statistic(self.target.of))

    def json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "unit": self.unit,
            "median": self.percentile(50),
            "p95": self.percentile(95),
            "p99": self.percentile(99),
            "min": min(self.samples),
            "max": max(self.samples),
            "medianInterval95": interval(self.samples),
            "runs": len(self.samples),
            "target": None if self.target is None else str(self.target),
            "met": self.met,
            "samples": list(self.samples),
        }


def interval(samples: Sequence[float]) -> tuple[float, float]:
    """Where the median is with 95 % certainty, by resampling; the same samples always give the same interval."""
    drawing = random.Random(0)
    medians = sorted(statistics.median(drawing.choices(samples, k=len(samples))) for _ in range(1000))
    return medians[25], medians[974]


def aligned(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of Markdown, as docs/performance.md has it."""
    widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
    lines = [heads, ["-" * width for width in widths], *rows]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    )


def table(figures: Sequence[Figure]) -> str:
    heads = ["figure", "unit", "median", "p95", "p99", "min-max", "95 %", "runs", "target", "met"]
    return aligned(heads, [_row(figure) for figure in figures])


def _row(figure: Figure) -> list[str]:
    runs = len(figure.samples)
    return [
        figure.name,
        figure.unit,
        number(figure.percentile(50)),
        number(figure.percentile(95)) if runs >= 20 else "",
        number(figure.percentile(99)) if runs >= 100 else "",
        f"{number(min(figure.samples))}-{number(max(figure.samples))}" if runs > 1 else "",
        "-".join(map(number, interval(figure.samples))) if figure.unit == "x" and runs > 2 else "",
        str(runs),
        "" if figure.target is None else str(figure.target),
        "" if figure.met is None else "yes" if figure.met else "NO",
    ]


def number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
