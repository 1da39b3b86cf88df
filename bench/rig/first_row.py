"""Of part `warm`: from a client's connect to its first row; one warm client process, a fresh lease each time."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from http.client import HTTPConnection
from pathlib import Path

from rig.figure import Figure, Target
from rig.jvm_client import jvm_client
from rig.leases import acquire, release
from rig.plan import BENCH, Plan
from rig.sparkgate import Gateway

_DROPPED = 10


def measure(plan: Plan, gateway: Gateway) -> list[Figure]:
    clients = {"PySpark": [plan.python, str(BENCH / "clients" / "first_row.py")], "JVM client": jvm_client(plan)}
    log = plan.sparkgate.home.parent / "client.log"
    with gateway.connection() as connection:
        return [
            Figure(
                f"warm first row, {name}", "ms", _first_rows(command, connection, plan.runs(60, 5), log), Target(100)
            )
            for name, command in clients.items()
        ]


def _first_rows(command: Sequence[str], connection: HTTPConnection, runs: int, log: Path) -> list[float]:
    """Gives the client one remote after the other, by line; it answers each with the milliseconds that it took."""
    samples = []
    with (
        log.open("w") as errors,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True) as client,
    ):
        assert client.stdin and client.stdout
        for _ in range(_DROPPED + runs):
            lease = acquire(connection)
            print(lease["remote"], file=client.stdin, flush=True)
            answer = client.stdout.readline()
            if not answer:
                raise RuntimeError(
                    f"client {command[0]} ended with {client.wait()} (expected: an answer to each lease)"
                )
            samples.append(float(answer))
            client.stdout.readline()  # it has closed its session
            release(connection, lease)
        client.stdin.close()
    return samples[_DROPPED:]
