"""Part `leases`: taken and given back by the HTTP API, durably, with a real driver that nobody uses."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rig import machine
from rig.figure import Figure, Target
from rig.java import tool
from rig.plan import BENCH, Plan
from rig.sparkgate import Gateway

_CALLERS = 16
_CONTENDERS = 200

_CONFIG = """\
gateway: {default-environment: bench}
pools:
  default: {spark: "4.1", min-idle: 1, max: 1, leases-per-driver: 256}
environments:
  bench:
    pools: [{pool: default}]
    access: {leases-per-team: 10000}
"""


def measure(plan: Plan) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="sparkgate-bench-") as folder:
        config = Path(folder, "bench.yaml")
        config.write_text(_CONFIG)
        with plan.sparkgate.gateway("--config", str(config)) as gateway:
            gateway.await_driver()
            return _figures(plan, gateway)


def _figures(plan: Plan, gateway: Gateway) -> list[Figure]:
    _client(gateway, "pairs", _CALLERS, plan.runs(10, 2))  # compiled code is what is measured
    serial = _client(gateway, "serial", plan.runs(1000, 50))
    rounds = plan.runs(10)
    bursts = _client(gateway, "burst", _CONTENDERS, rounds)
    if bursts["granted"] != _CONTENDERS * rounds:
        raise RuntimeError(f"bursts were granted {bursts['granted']} leases (expected: {_CONTENDERS * rounds}, all)")
    before = machine.cpu_seconds(gateway.pid)
    pairs = _client(gateway, "pairs", _CALLERS, plan.runs(20, 3))
    cpu = machine.cpu_seconds(gateway.pid) - before
    count = len(pairs["millis"])
    return [
        Figure("lease: POST answered, one after another", "ms", serial["millis"], Target(5)),
        Figure("lease: the same, p99", "ms", serial["millis"], Target(15, "p99")),
        Figure("200 contenders: all answered", "ms", bursts["millis"], Target(250, "max")),
        Figure("pairs of acquire and release, 16 callers", "1/s", [count / pairs["seconds"]], Target(500, reach=True)),
        Figure("the same: POST answered", "ms", pairs["millis"]),
        Figure("the same: CPU of the gateway for a pair", "ms", [cpu * 1000 / count]),
    ]


def _client(gateway: Gateway, *arguments: str | int) -> Any:
    url = urlsplit(gateway.http)
    told = subprocess.run(
        [tool("java"), str(BENCH / "clients" / "Leases.java"), str(url.hostname), str(url.port), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(told.stdout)
