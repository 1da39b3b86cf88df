"""Runs the command line as a user does, in a home of the rig's own."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rig import machine

# Would lead to another gateway or another Spark, or end the gateway with each command.
NOT_OURS = ("CI", "SPARK_HOME", "SPARK_REMOTE", "SPARKGATE_")

# On free ports, with its state in its own folder.
UP = ("up", "--detach", "--grpc-port", "0", "--http-port", "0")


@dataclass(frozen=True)
class Gateway:
    """A running one, as `up --json` announces it."""

    remote: str
    http: str
    pid: int

    def get(self, path: str) -> Any:
        with self.connection() as connection:
            return request(connection, "GET", path)

    @contextmanager
    def connection(self) -> Iterator[HTTPConnection]:
        connection = HTTPConnection(urlsplit(self.http).netloc, timeout=120)
        try:
            yield connection
        finally:
            connection.close()

    def await_driver(self) -> dict[str, Any]:
        """Waits until a driver is ready, and quiet: its second warm-up, without a lease on it, is over."""
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline:
            ready = [driver for driver in self.get("/api/v1/drivers")["drivers"] if driver["state"] == "READY"]
            if ready:
                _await_quiet(ready[0]["pid"])
                return dict(ready[0])
            time.sleep(0.2)
        raise TimeoutError(f"no driver was ready after 180 s (expected: one); see {self.http}/api/v1/pools")


@dataclass(frozen=True)
class Sparkgate:
    launcher: Path
    home: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    def with_variables(self, **variables: str) -> Sparkgate:
        return Sparkgate(self.launcher, self.home, {**self.variables, **variables})

    def run(self, *arguments: str) -> str:
        """Runs a command and returns its stdout."""
        done = subprocess.run(
            [self.launcher, *arguments],
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise RuntimeError(
                f"'sparkgate {' '.join(arguments)}' ended with {done.returncode} (expected: 0):\n{done.stderr}"
            )
        return done.stdout

    def seconds(self, *arguments: str) -> float:
        begun = time.perf_counter()
        self.run(*arguments)
        return time.perf_counter() - begun

    @contextmanager
    def gateway(self, *options: str, idle: str = "10m") -> Iterator[Gateway]:
        """A gateway in the background, on free ports; ended afterwards, or by itself should the rig be killed."""
        told = json.loads(self.run(*UP, "--idle", idle, "--json", *options))
        try:
            yield Gateway(told["remote"], told["http"], told["pid"])
        finally:
            self.down()

    def down(self) -> None:
        self.run("down")

    def has_runtime(self) -> bool:
        return any(self.home.glob("runtimes/spark-*/*"))

    def folder_of(self, gateway: Gateway, driver: dict[str, Any]) -> Path:
        """The folder that a gateway shares with a driver of its own."""
        for record in self.home.glob("gateways/*.json"):
            if json.loads(record.read_text())["pid"] == gateway.pid:
                return record.with_suffix("") / "drivers" / str(driver["cluster"]) / str(driver["id"])
        raise FileNotFoundError(f"gateway {gateway.pid} has no record (expected: one in {self.home}/gateways)")

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(NOT_OURS)}
        return {**kept, "SPARKGATE_HOME": str(self.home), **self.variables}


def request(connection: HTTPConnection, method: str, path: str, body: Any = None) -> Any:
    """One call of the HTTP API; None when the answer is empty."""
    text = None if body is None else json.dumps(body)
    connection.request(method, path, text, {"content-type": "application/json"} if text else {})
    answer = connection.getresponse()
    content = answer.read()
    if answer.status >= 300:
        raise RuntimeError(f"{method} {path} answered {answer.status} (expected: success): {content.decode()}")
    return json.loads(content) if content else None


def _await_quiet(pid: int) -> None:
    """Waits until a process used next to no CPU for a second, at most a minute."""
    for _ in range(60):
        before = machine.cpu_seconds(pid)
        time.sleep(1)
        if machine.cpu_seconds(pid) - before < 0.05:
            return
