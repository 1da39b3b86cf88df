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
    _make_archive(plan)
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


def _make_archive(plan: Plan) -> None:
    """Has the driver's archive made as in normal use: in the background, after a first start without it."""
    archives = plan.sparkgate.home / "cds"
    deadline = time.monotonic() + 600
    with plan.sparkgate.gateway() as gateway:
        before = set(archives.glob("*.jsa"))
        driver = gateway.await_driver()
        if "-XX:SharedArchiveFile" in (plan.sparkgate.folder_of(gateway, driver) / "java.args").read_text():
            return
        while set(archives.glob("*.jsa")) <= before:
            if time.monotonic() > deadline:
                raise TimeoutError("the driver's class-data archive was not there after 600 s (expected: a minute)")
            time.sleep(1)
