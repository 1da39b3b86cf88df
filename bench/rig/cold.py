"""Part `cold`: from the start of `run`, with the runtime installed and nothing running, to a client's first row."""

from __future__ import annotations

import json
import time

from rig.figure import Figure, Target
from rig.plan import BENCH, Plan
from rig.sparkgate import Sparkgate

# Tells when the command was started; what the client needs to start itself is not counted.
_STAMPED = ("bash", "-c", 'COMMAND_STARTED=$EPOCHREALTIME exec "$@"', "stamped")


def measure(plan: Plan) -> list[Figure]:
    without = plan.sparkgate.with_variables(SPARKGATE_CDS="off")
    if plan.smoke:
        return [Figure("cold first row, no archives", "s", [_first_row(without, plan.python)], Target(12))]
    _make_archives(plan)
    samples: dict[str, list[float]] = {"with": [], "without": []}
    _first_row(plan.sparkgate, plan.python)
    for _ in range(plan.runs(7)):
        samples["without"].append(_first_row(without, plan.python))
        samples["with"].append(_first_row(plan.sparkgate, plan.python))
    return [
        Figure("cold first row, no archives", "s", samples["without"], Target(12)),
        Figure("cold first row, with archives", "s", samples["with"], Target(5)),
    ]


def _first_row(sparkgate: Sparkgate, python: str) -> float:
    begun = time.time()
    told = sparkgate.run("run", "--", *_STAMPED, python, str(BENCH / "clients" / "cold_row.py"))
    sparkgate.down()
    times = json.loads(told)
    return float((times["started"] - begun) + (times["row"] - times["connecting"]))


def _make_archives(plan: Plan) -> None:
    """Has the archives made, as they are in normal use: in the background, after a first start."""
    dist = plan.distribution()
    deadline = time.monotonic() + 600
    with plan.sparkgate.gateway():
        while time.monotonic() < deadline:
            roles = {file.name.split("-")[0] for file in dist.glob("cds/*.jsa")}
            if {"cli", "gateway"} <= roles and any(plan.sparkgate.home.glob("cds/*.jsa")):
                return
            time.sleep(1)
    raise TimeoutError("the class-data archives were not there after 600 s (expected: about one minute)")
