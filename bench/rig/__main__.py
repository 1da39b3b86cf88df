"""Takes the figures of the parts asked for, prints them and writes them down."""

from __future__ import annotations

import argparse
import datetime
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from rig import allocator, cold, idle, machine, preparation, proxy, start, version, warm
from rig.figure import Figure, table
from rig.plan import BENCH, Plan, ProxyOptions
from rig.preparation import say

_PARTS: dict[str, Callable[[Plan], list[Figure]]] = {
    "version": version.measure,
    "start": start.measure,
    "idle": idle.measure,
    "cold": cold.measure,
    "warm": warm.measure,
    "leases": allocator.measure,
    "proxy": proxy.measure,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench/run")
    parser.add_argument("--smoke", action="store_true")
    parser.add_argument("--patient", action="store_true")
    parser.add_argument("--only", action="append", choices=list(_PARTS))
    parser.add_argument("--endpoint", action="append", default=[])
    parser.add_argument("--backend", default="")
    parser.add_argument("--fake", action="store_true")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--phases", default="")
    parser.add_argument("--sessions", type=int, default=200)
    parser.add_argument("--stalled-mb", type=int, default=200)
    options = parser.parse_args()
    plan = preparation.prepare(
        options.smoke,
        ProxyOptions(
            endpoints=options.endpoint,
            backend=options.backend,
            fake=options.fake or (options.smoke and not options.backend),
            peers=options.peers,
            phases=[phase for phase in options.phases.split(",") if phase],
            sessions=20 if options.smoke else options.sessions,
            stalled_megabytes=20 if options.smoke else options.stalled_mb,
        ),
    )
    about = machine.describe()
    say(f"{about['cores']} cores of {about['cpu']}, {about['memoryMb']} MB, {about['system']}, {about['jdk']}")
    figures: list[Figure] = []
    surroundings: dict[str, dict[str, float]] = {}
    failed = []
    for part in options.only or _PARTS:
        others = _await_quiet() if options.patient else machine.busy_cores(0.3 if plan.smoke else 3)
        try:
            figures += _PARTS[part](plan)
        except Exception as failure:  # the other parts can still be measured
            say(f"part {part} could not be measured: {failure}")
            failed.append(part)
            plan.sparkgate.down()
        surroundings[part] = {"coresBusyBefore": round(others, 2), "loadAfter": round(machine.load(), 2)}
        say(f"part {part}: others used {others:.2f} cores before it; load average {machine.load():.1f} after it")
    print(table(figures))
    _write(plan, about, surroundings, figures)
    return 1 if failed else 0


def _await_quiet() -> float:
    """Waits until others leave the machine alone, and returns how many cores they still use."""
    deadline = time.monotonic() + 1800
    others = machine.busy_cores(5)
    while others > 0.2 and time.monotonic() < deadline:
        others = machine.busy_cores(5)
    return others


def _write(
    plan: Plan, about: dict[str, str | int], surroundings: dict[str, dict[str, float]], figures: Sequence[Figure]
) -> None:
    now = datetime.datetime.now(datetime.UTC)
    commit = subprocess.run(
        ["git", "-C", BENCH, "describe", "--always", "--dirty"], capture_output=True, text=True
    ).stdout.strip()
    result = {
        "at": now.isoformat(timespec="seconds"),
        "commit": commit,
        "smoke": plan.smoke,
        "machine": about,
        "surroundings": surroundings,
        "figures": [figure.json() for figure in figures],
        "details": plan.details,
    }
    folder = BENCH / "results"
    folder.mkdir(exist_ok=True)
    file = folder / f"{now:%Y-%m-%dT%H%M%SZ}{'-smoke' if plan.smoke else ''}.json"
    file.write_text(json.dumps(result, indent=2) + "\n")
    say(f"written to {file}")


sys.exit(main())
