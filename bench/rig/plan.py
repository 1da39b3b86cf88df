"""How much is measured."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rig.sparkgate import Sparkgate

BENCH = Path(__file__).parents[1]


@dataclass(frozen=True)
class Plan:
    """What each part is given: the product, and how many samples to take."""

    sparkgate: Sparkgate
    python: str
    smoke: bool

    def runs(self, full: int, smoke: int = 2) -> int:
        return smoke if self.smoke else full

    def distribution(self) -> Path:
        """The folder of the distribution behind the launcher."""
        launcher = self.sparkgate.launcher.resolve()
        if launcher.parent.name == "bin":
            return launcher.parents[1]
        return launcher.parent / "ci-gateway" / "gateway" / "target" / "sparkgate"
