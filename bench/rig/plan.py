"""How much is measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rig.sparkgate import Sparkgate

BENCH = Path(__file__).parents[1]


@dataclass(frozen=True)
class ProxyOptions:
    """What part `proxy` is told beside: further endpoints, and sizes."""

    endpoints: Sequence[str] = ()
    backend: str = ""
    fake: bool = False
    peers: bool = False
    phases: Sequence[str] = ()
    sessions: int = 200
    stalled_megabytes: int = 200


@dataclass(frozen=True)
class Plan:
    """What each part is given: the product, and how many samples to take."""

    sparkgate: Sparkgate
    python: str
    smoke: bool
    proxy: ProxyOptions = ProxyOptions()
    # What parts write down beside their figures, by name.
    details: dict[str, Any] = field(default_factory=dict)

    def runs(self, full: int, smoke: int = 2) -> int:
        return smoke if self.smoke else full

    def distribution(self) -> Path:
        """The folder of the distribution behind the launcher."""
        launcher = self.sparkgate.launcher.resolve()
        if launcher.parent.name == "bin":
            return launcher.parents[1]
        return launcher.parent / "ci-gateway" / "gateway" / "target" / "sparkgate"
