"""What the endpoints of a comparison had to show, block by block."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Block = Mapping[str, float]


class Comparison:
    """The outcomes of phases. A block in which an endpoint failed has no values, and is left out."""

    def __init__(self, outcomes: Sequence[Mapping[str, Any]]) -> None:
        self.failures = {
            (outcome["phase"], endpoint): failures
            for outcome in outcomes
            for endpoint, failures in outcome["failures"].items()
        }
        self._blocks: dict[str, dict[str, list[Block]]] = {outcome["phase"]: outcome["blocks"] for outcome in outcomes}

    def endpoints(self, phase: str) -> list[str]:
        return list(self._blocks.get(phase, {}))

    def values(self, phase: str, endpoint: str, name: str) -> list[float]:
        blocks = self._blocks.get(phase, {}).get(endpoint, [])
        return [block[name] for block in blocks if name in block and math.isfinite(block[name])]

    def per_block(self, phase: str, names: Sequence[str], derive: Callable[..., float]) -> list[float]:
        """Derives a value from the blocks that the named endpoints had in the same turn."""
        turns = zip(*(self._blocks.get(phase, {}).get(name, []) for name in names), strict=False)
        return [derive(*turn) for turn in turns if all(turn)]

    def ratios(self, phase: str, endpoint: str, to: str, name: str) -> list[float]:
        return self.per_block(phase, [endpoint, to], lambda one, other: one[name] / other[name])

    def cpu_per(self, phase: str, endpoint: str, unit: str) -> float | None:
        """CPU milliseconds of an endpoint for one call, or one megabyte; None when its process is not known."""
        used = sum(self.values(phase, endpoint, "cpuMillis"))
        return used / sum(self.values(phase, endpoint, unit)) if used else None

    def cpu_ratios(self, phase: str, endpoint: str, to: str, unit: str) -> list[float]:
        return self.per_block(
            phase,
            [endpoint, to],
            lambda one, other: (one["cpuMillis"] / one[unit]) / (other["cpuMillis"] / other[unit]),
        )
