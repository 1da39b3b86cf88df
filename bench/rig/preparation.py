"""Gets a product that can be measured: built, with a Spark runtime, and with nothing of it running."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from rig.plan import BENCH, Plan, ProxyOptions
from rig.sparkgate import Sparkgate


def prepare(smoke: bool, proxy: ProxyOptions) -> Plan:
    home = BENCH.parent / "target" / "bench" / "home"
    home.mkdir(parents=True, exist_ok=True)
    launcher = Path(os.environ.get("SPARKGATE", BENCH.parent / "sparkgate")).absolute()
    plan = Plan(Sparkgate(launcher, home), sys.executable, smoke, proxy)
    plan.sparkgate.run("version")  # builds, on first use
    if not smoke:
        _await_archives(plan)
    plan.sparkgate.down()  # what a run that was killed left
    if not plan.sparkgate.has_runtime():
        say("installing the Spark runtime …")
        plan.sparkgate.run("runtime", "install", "4.1")
    return plan


def _await_archives(plan: Plan) -> None:
    """Lets the launcher finish its class-data archives, which the command before it started to make."""
    folder = plan.distribution() / "cds"
    deadline = time.monotonic() + 300
    while (folder / ".making").exists() or not list(folder.glob("gateway-*.jsa")):
        if time.monotonic() > deadline:
            raise TimeoutError(
                "the launcher's class-data archives were not there after 300 s (expected: half a minute)"
            )
        time.sleep(1)


def say(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)
