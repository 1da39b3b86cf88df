"""Part `start`: a gateway without drivers, from `up --detach` until it is ready."""

from __future__ import annotations

from rig.figure import Figure
from rig.idle import without_drivers
from rig.plan import Plan
from rig.sparkgate import UP


def measure(plan: Plan) -> list[Figure]:
    options = (*UP, "--idle", "10m", "--config", without_drivers(plan))
    samples = []
    for _ in range(1 + plan.runs(8, 1)):
        samples.append(plan.sparkgate.seconds(*options))
        plan.sparkgate.down()
    return [Figure("gateway start until ready", "s", samples[1:])]
