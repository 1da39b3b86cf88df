"""Processes, as /proc shows them."""

import os
import signal
from contextlib import suppress
from pathlib import Path

from harness.polling import eventually

_PROC = Path("/proc")


def is_alive(pid: int) -> bool:
    """Says whether a process runs; a zombie that nobody has waited for does not."""
    try:
        stat = (_PROC / str(pid) / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] not in ("Z", "X")


def kill(pid: int) -> None:
    """Ends a process the hard way, and waits until it is gone."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: not is_alive(pid), f"process {pid} gone after SIGKILL", within=20)


def touching(folder: Path) -> dict[int, str]:
    """Returns the processes that have the folder in their command line or environment: pid and command line."""
    needle = os.fsencode(folder)
    found: dict[int, str] = {}
    for entry in _PROC.iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        with suppress(OSError):
            command = (entry / "cmdline").read_bytes()
            if needle in command or needle in (entry / "environ").read_bytes():
                found[int(entry.name)] = os.fsdecode(command.replace(b"\0", b" ")).strip()
    return {pid: command for pid, command in found.items() if is_alive(pid)}
