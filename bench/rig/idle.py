"""Part `idle`: memory and CPU of a gateway that has nothing to do and no drivers."""

from __future__ import annotations

import time

from rig import machine
from rig.figure import Figure, Target
from rig.plan import Plan

_CONFIG = """\
clusters:
  laptop: {backend: process}
pools:
  default: {cluster: laptop, spark: "4.1", min-idle: 0, max: 1}
environments:
  local: {pools: [{pool: default, weight: 1}]}
"""


def without_drivers(plan: Plan) -> str:
    """Writes a configuration with which no driver is started until somebody asks for one."""
    file = plan.sparkgate.home / "without-drivers.yaml"
    file.write_text(_CONFIG)
    return str(file)


def measure(plan: Plan) -> list[Figure]:
    seconds = plan.runs(60, 5)
    with plan.sparkgate.gateway("--config", without_drivers(plan)) as gateway:
        time.sleep(plan.runs(10, 1))  # what a start leaves to be compiled
        begun, before = time.monotonic(), machine.cpu_seconds(gateway.pid)
        resident = []
        for _ in range(seconds):
            time.sleep(1)
            resident.append(machine.resident_mb(gateway.pid))
        share = (machine.cpu_seconds(gateway.pid) - before) / (time.monotonic() - begun)
    return [
        Figure("idle gateway: resident memory", "MB", resident, Target(200, "max")),
        Figure(f"idle gateway: CPU over {seconds} s", "% of a core", [100 * share], Target(1)),
    ]
