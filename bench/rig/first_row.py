"""Of part `warm`: from a client's connect to its first row; one warm client process, a fresh lease each time."""

from __future__ import annotations

import subprocess
from http.client import HTTPConnection
from pathlib import Path

from rig.figure import Figure, Target
from rig.jvm_client import jvm_client
from rig.leases import acquire, release
from rig.plan import BENCH, Plan
from rig.sparkgate import Gateway


def measure(plan: Plan, gateway: Gateway) -> list[Figure]:
    clients = {"PySpark": [plan.python, str(BENCH / "clients" / "first_row.py")], "JVM client": jvm_client(plan)}
    dropped = plan.runs(10)
    with gateway.connection() as connection:
        figures = []
        for name, command in clients.items():
            samples = _first_rows(plan, command, connection, dropped + plan.runs(60, 5))
            figures.append(Figure(f"warm first row, {name}", "ms", samples[dropped:], Target(100)))
    return figures


def _first_rows(plan: Plan, command: list[str], connection: HTTPConnection, runs: int) -> list[float]:
    """Gives the client one remote after the other, by line; it answers each with the milliseconds that it took."""
    log = plan.sparkgate.home.parent / "client.log"
    with (
        log.open("w") as errors,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True) as client,
    ):
        assert client.stdin and client.stdout
        samples = []
        for _ in range(runs):
            lease = acquire(connection)
            print(lease["remote"], file=client.stdin, flush=True)
            samples.append(_answer(client.stdout.readline(), log))
            client.stdout.readline()  # it has closed its session
            release(connection, lease)
        client.stdin.close()
    return samples


def _answer(line: str, log: Path) -> float:
    if not line:
        raise RuntimeError(f"the client ended (expected: an answer to each lease); see {log}")
    return float(line)
