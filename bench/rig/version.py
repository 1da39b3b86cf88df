"""Part `version`: how long the command line itself takes."""

from __future__ import annotations

from rig.figure import Figure, Target
from rig.plan import Plan


def measure(plan: Plan) -> list[Figure]:
    plan.sparkgate.run("version")
    samples = [plan.sparkgate.seconds("version") for _ in range(plan.runs(20))]
    return [Figure("sparkgate version", "s", samples, Target(0.4))]
