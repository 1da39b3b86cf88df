"""Part `proxy`: the gateway beside other proxies, all in front of one Spark Connect server, measured in turns."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from rig import load, proxy_tables, proxy_targets, servers
from rig.comparison import Comparison
from rig.figure import Figure
from rig.plan import Plan

_PHASES = ("heat", "unary", "rate", "query", "stream", "sessions", "stalled1", "stalled16", "cold")


def measure(plan: Plan) -> list[Figure]:
    phases = plan.proxy.phases or _PHASES
    unknown = set(phases) - set(_PHASES)
    if unknown:
        raise ValueError(f"phases {sorted(unknown)} are unknown (expected: some of {', '.join(_PHASES)})")
    load.build()
    with servers.backend(plan) as backend:
        outcomes: list[dict[str, Any]] = plan.details.setdefault("proxy", [])
        warm = [phase for phase in phases if phase != "cold"]
        if warm:
            outcomes += _warm(plan, backend, warm)
        if "cold" in phases:
            outcomes.append(_cold(plan, backend))
    result = Comparison(outcomes)
    print(proxy_tables.tables(result), end="\n\n")
    for (phase, endpoint), failures in result.failures.items():
        print(f"{endpoint} failed in {len(failures)} blocks of phase {phase}, first with {failures[0]}\n")
    ours = [phase for phase, endpoint in result.failures if endpoint == "sparkgate"]
    if ours:
        raise RuntimeError(f"the gateway failed in phases {', '.join(ours)} (expected: an answer to every call)")
    return proxy_targets.figures(result)


def _warm(plan: Plan, backend: servers.Backend, phases: list[str]) -> list[dict[str, Any]]:
    """All that is measured of processes that have run for a while."""
    with ExitStack() as running:
        direct = backend.direct()
        gateway, _ = running.enter_context(servers.measured_gateway(plan, backend))
        endpoints = [direct, gateway, running.enter_context(servers.floor(plan, backend))]
        if plan.proxy.peers:
            endpoints += [running.enter_context(servers.peer(plan, n, backend)) for n in servers.installed_peers()]
        endpoints += [servers.given(text, backend) for text in plan.proxy.endpoints]
        return load.measure(plan, endpoints, phases)


def _cold(plan: Plan, backend: servers.Backend) -> dict[str, Any]:
    """The first calls, of processes started for them; each start is a block."""
    rounds = []
    for _ in range(plan.runs(5, 1)):
        with servers.measured_gateway(plan, backend) as (gateway, _), servers.floor(plan, backend) as floor:
            rounds += load.measure(plan, [backend.direct(), gateway, floor], ["cold"])
    return {**rounds[0], "blocks": _joined(rounds, "blocks"), "failures": _joined(rounds, "failures")}


def _joined(rounds: list[dict[str, Any]], what: str) -> dict[str, list[Any]]:
    names = [name for each in rounds for name in each[what]]
    return {name: [item for each in rounds for item in each[what].get(name, [])] for name in dict.fromkeys(names)}
