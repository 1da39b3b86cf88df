"""The machine that is measured, and how busy it is."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import time
from pathlib import Path

from rig.java import tool


def describe() -> dict[str, str | int]:
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return {
        "cores": len(os.sched_getaffinity(0)),
        "cpu": model.group(1) if model else platform.machine(),
        "memoryMb": int(memory.group(1)) // 1024 if memory else 0,
        "system": f"{platform.system()} {platform.release()}",
        "jdk": _jdk(),
        "python": platform.python_version(),
    }


def busy_cores(seconds: float) -> float:
    """How many cores are busy; asked while nothing of the rig runs, what others use."""
    before = _stat()
    time.sleep(seconds)
    ticks = [now - then for now, then in zip(_stat(), before, strict=True)]
    idle = ticks[3] + ticks[4]
    return len(os.sched_getaffinity(0)) * (sum(ticks) - idle) / max(1, sum(ticks))


def load() -> float:
    """The load average of the last minute; what was measured itself is in it."""
    return os.getloadavg()[0]


def resident_mb(pid: int) -> float:
    """Memory of a process that is in RAM, pages shared with others included, as `ps` shows it."""
    status = Path(f"/proc/{pid}/status").read_text()
    match = re.search(r"VmRSS:\s+(\d+) kB", status)
    if match is None:
        raise ValueError(f"process {pid} has no resident memory (expected: a running process)")
    return int(match.group(1)) / 1024


def cpu_seconds(pid: int) -> float:
    """CPU time of a process until now, all threads, user and system; in steps of 10 ms."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _stat() -> list[int]:
    # Up to `steal`: guest time is in user time already.
    return [int(ticks) for ticks in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]


def _jdk() -> str:
    told = subprocess.run([tool("java"), "-version"], capture_output=True, text=True, check=True)
    return told.stderr.splitlines()[1]
