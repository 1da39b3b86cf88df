"""Processes by id and start: ids are used again, but not with the same start."""

import os
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

# The system tells the start in ticks since boot, so that two readings may differ a little.
_TOLERANCE = timedelta(seconds=2)


def started_at(pid: int) -> datetime | None:
    """Returns when a process started; None when it is gone or the system does not say."""
    if sys.platform.startswith("linux"):
        return _started_at_linux(pid)
    if sys.platform == "win32":
        return None
    return _started_at_posix(pid)


def lives(pid: int, start: datetime) -> bool:
    """Says whether the process still runs that started then; a later one with its number does not count."""
    found = started_at(pid)
    return found is not None and abs(found - start) <= _TOLERANCE


def identity(pid: int | None = None) -> dict[str, object] | None:
    """Returns what a gateway of this machine knows the process by; None where the system hides it."""
    number = os.getpid() if pid is None else pid
    start = started_at(number)
    return None if start is None else {"pid": number, "startedAt": start.isoformat().replace("+00:00", "Z")}


def instant(text: str) -> datetime:
    """Reads an RFC 3339 instant, whatever the length of its fraction."""
    whole, dot, rest = text.strip().removesuffix("Z").partition(".")
    fraction = f".{rest[:6].ljust(6, '0')}" if dot else ""
    return datetime.fromisoformat(whole + fraction).replace(tzinfo=timezone.utc)


def _started_at_linux(pid: int) -> datetime | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
        boot = next(line for line in Path("/proc/stat").read_text().splitlines() if line.startswith("btime "))
    except (OSError, StopIteration):
        return None
    fields = stat[stat.rindex(")") + 2 :].split()
    if fields[0] == "Z":  # it has ended, and its parent has not noticed
        return None
    seconds = int(boot.split()[1]) + int(fields[19]) / os.sysconf("SC_CLK_TCK")
    return datetime.fromtimestamp(seconds, timezone.utc)


def _started_at_posix(pid: int) -> datetime | None:
    command = ["ps", "-o", "lstart=", "-p", str(pid)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})
    try:
        return datetime.strptime(answer.stdout.strip(), "%a %b %d %H:%M:%S %Y").astimezone(timezone.utc)
    except ValueError:
        return None
