"""What a JVM holds while nothing is asked of it: what must not grow."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from rig import machine
from rig.java import tool

# The most that each may grow over the second half of a soak: noise of collectors and allocators, no leak.
ALLOWED = {"threads": 3.0, "descriptors": 8.0, "heapMb": 3.0, "directMb": 8.0, "residentMb": 16.0}


def read(pid: int) -> dict[str, float]:
    """Makes the JVM collect its garbage first. It must have been started with NativeMemoryTracking."""
    _jcmd(pid, "GC.run")
    used = re.findall(r"total \d+K, used (\d+)K", _jcmd(pid, "GC.heap_info"))
    outside = re.search(r"\bOther \(reserved=\d+KB, committed=(\d+)KB", _jcmd(pid, "VM.native_memory", "summary"))
    return {
        "threads": len(list(Path(f"/proc/{pid}/task").iterdir())),
        "descriptors": len(list(Path(f"/proc/{pid}/fd").iterdir())),
        "heapMb": sum(map(int, used)) / 1024,
        # Buffers, however Netty asks the JVM for them.
        "directMb": int(outside.group(1)) / 1024 if outside else 0,
        "residentMb": machine.resident_mb(pid),
    }


def growth(samples: Sequence[float]) -> float:
    """How much the straight line through the second half of the samples rises from its first to its last."""
    half = list(samples[len(samples) // 2 :])
    if len(half) < 2:
        return 0
    middle, mean = (len(half) - 1) / 2, sum(half) / len(half)
    rise = sum((i - middle) * (value - mean) for i, value in enumerate(half))
    return rise / sum((i - middle) ** 2 for i in range(len(half))) * (len(half) - 1)


def _jcmd(pid: int, *command: str) -> str:
    return subprocess.run([tool("jcmd"), str(pid), *command], check=True, capture_output=True, text=True).stdout
