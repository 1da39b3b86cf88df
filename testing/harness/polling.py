"""Waiting for something to become true, with a deadline."""

import os
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_LOOK = 0.05


def eventually(probe: Callable[[], T], what: str, within: float = 60) -> T:
    """Calls `probe` until its answer is truthy, and returns that; fails after `within` seconds."""
    deadline = time.monotonic() + within
    while True:
        answer = probe()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {within:g} s (last answer: {answer!r})")
        time.sleep(_LOOK)


def seconds_until(probe: Callable[[], object], what: str, within: float = 60) -> float:
    """Returns how long it took until `probe` was truthy."""
    start = time.monotonic()
    eventually(probe, what, within)
    return time.monotonic() - start


def on_quiet_machine(seconds: float) -> float:
    """Stretches a limit that holds on a quiet machine by how loaded this one is."""
    load: float = os.getloadavg()[0] / (os.cpu_count() or 1)
    return seconds * max(1.0, load)
