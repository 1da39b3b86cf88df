"""What is measured by part `proxy`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Endpoint:
    """A way to a Spark Connect server; with its process, if it is on this machine."""

    name: str
    address: str
    pid: int = 0
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @staticmethod
    def parse(text: str, headers: Mapping[str, str]) -> Endpoint:
        name, equals, rest = text.partition("=")
        address, _, pid = rest.partition("@")
        if not (name and equals and ":" in address and (pid.isdigit() or not pid)):
            raise ValueError(f"endpoint '{text}' is not understood (expected: NAME=HOST:PORT or NAME=HOST:PORT@PID)")
        return Endpoint(name, address, int(pid or 0), headers)

    def arguments(self) -> list[str]:
        """As the load generator takes it."""
        spec = f"{self.name}={self.address}" + (f"@{self.pid}" if self.pid else "")
        return [
            spec,
            *(part for pair in self.headers.items() for part in ("--header", f"{self.name}:{'='.join(pair)}")),
        ]
