"""Part `warm`: leases, commands and first rows on a gateway that runs, with a driver that is ready."""

from __future__ import annotations

import time

from rig import first_row
from rig.figure import Figure, Target
from rig.leases import acquire, release
from rig.plan import Plan
from rig.sparkgate import Gateway


def measure(plan: Plan) -> list[Figure]:
    with plan.sparkgate.gateway() as gateway:
        gateway.await_driver()
        return [*_leases(plan, gateway), *_commands(plan), *first_row.measure(plan, gateway)]


def _leases(plan: Plan, gateway: Gateway) -> list[Figure]:
    """Leases one after the other, over one connection; nobody uses them."""
    answered, waited = [], []
    with gateway.connection() as connection:
        for _ in range(20 + plan.runs(200, 10)):
            begun = time.perf_counter()
            lease = acquire(connection)
            answered.append((time.perf_counter() - begun) * 1000)
            waited.append(float(lease["waitedMs"]))
            release(connection, lease)
    return [
        Figure("warm lease: POST answered", "ms", answered[20:], Target(50, "p95")),
        Figure("warm lease: waitedMs of the gateway", "ms", waited[20:], Target(50, "p95")),
    ]


def _commands(plan: Plan) -> list[Figure]:
    """`run -- true` beside `version`, which is the command line's own start-up."""
    started, whole = [], []
    for _ in range(1 + plan.runs(20)):
        own = plan.sparkgate.seconds("version")
        begun = time.time()
        told = plan.sparkgate.run("run", "--", "bash", "-c", "echo $EPOCHREALTIME")
        ended = time.time()
        started.append((float(told) - begun - own) * 1000)
        whole.append((ended - begun - own) * 1000)
    return [
        Figure("warm run: command started, beyond version", "ms", started[1:], Target(150)),
        Figure("warm run: whole run of it, beyond version", "ms", whole[1:]),
    ]
