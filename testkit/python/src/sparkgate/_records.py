"""The gateways that run on this machine, by the records that they keep of themselves."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sparkgate import _processes, _surroundings
from sparkgate._version import gateway_version


@dataclass(frozen=True)
class GatewayRecord:
    """What a running gateway writes into $SPARKGATE_HOME/gateways/N.json."""

    http: str
    pid: int
    started_at: datetime
    version: str
    user: str
    environments: tuple[str, ...]

    @staticmethod
    def read(file: Path) -> "GatewayRecord | None":
        """Reads a record; None when the file is gone, half written or not ours to read."""
        try:
            record = json.loads(file.read_text("utf-8"))
            return GatewayRecord(
                record["http"].rstrip("/"),
                int(record["pid"]),
                _processes.instant(record["startedAt"]),
                record.get("version", ""),
                record.get("user", ""),
                tuple(record.get("environments", ())),
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    @property
    def is_ours(self) -> bool:
        return self.user == _surroundings.operating_system_user() and self.version == gateway_version()

    @property
    def lives(self) -> bool:
        return _processes.lives(self.pid, self.started_at)


def live() -> Iterator[GatewayRecord]:
    """Yields the records of this user and version whose process runs, in the order of their files."""
    folder = _surroundings.home() / "gateways"
    for file in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        record = GatewayRecord.read(file)
        if record and record.is_ours and record.lives:
            yield record
