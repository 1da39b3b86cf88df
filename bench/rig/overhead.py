"""Part `overhead`: the same calls of the same session, straight to the driver and through the gateway, in turns."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from rig.figure import Figure
from rig.leases import acquire
from rig.plan import BENCH, Plan
from rig.sparkgate import Gateway

_MEGABYTES = 100

_KINDS = {
    "unary": ("Config.Get", "us"),
    "select": ("select 1", "ms"),
    "arrow": ("SIZE MB of Arrow", "ms"),
}


def measure(plan: Plan) -> list[Figure]:
    with plan.sparkgate.gateway() as gateway:
        driver = gateway.await_driver()
        with gateway.connection() as connection:
            lease = acquire(connection)
        told = _compare(plan, gateway, driver, lease["secret"])
    return [
        figure
        for kind, (name, unit) in _KINDS.items()
        for figure in _figures(name.replace("SIZE", str(plan.runs(_MEGABYTES, 5))), unit, told[kind])
    ]


def _compare(plan: Plan, gateway: Gateway, driver: dict[str, Any], secret: str) -> dict[str, Any]:
    folder = plan.sparkgate.folder_of(gateway, driver)
    order = {
        "gateway": gateway.remote.removeprefix("sc://"),
        "gatewayPid": str(gateway.pid),
        "secret": secret,
        "driver": driver["address"],
        "token": (folder / "token").read_text().strip(),
        "blocks": str(plan.runs(21, 2)),
        "warmUpBlocks": str(plan.runs(12, 1)),
        "megabytes": str(plan.runs(_MEGABYTES, 5)),
    }
    # By stdin: secrets do not belong into arguments.
    done = subprocess.run(
        ["java", "-Xmx1g", "-cp", f"{plan.distribution()}/lib/*", str(BENCH / "clients" / "Overhead.java")],
        input="".join(f"{key}={value}\n" for key, value in order.items()),
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise RuntimeError(f"clients/Overhead.java ended with {done.returncode} (expected: 0):\n{done.stderr}")
    return dict(json.loads(done.stdout))


def _figures(name: str, unit: str, blocks: dict[str, list[float]]) -> list[Figure]:
    ratios = [through / direct for direct, through in zip(blocks["direct"], blocks["gateway"], strict=True)]
    return [
        Figure(f"{name}: direct", unit, blocks["direct"]),
        Figure(f"{name}: through the gateway", unit, blocks["gateway"]),
        Figure(f"{name}: ratio", "x", ratios),
        Figure(f"{name}: CPU of the gateway", unit, [blocks["cpu"][0]]),
    ]
