"""Starts and ends the processes that a comparison of proxies needs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rig.endpoint import Endpoint
from rig.load import load_program
from rig.plan import BENCH, Plan
from rig.sparkgate import NOT_OURS, Gateway

# As long as a test driver lives, but compiled for speed; room for what stalled readers leave in it.
_DRIVER_CONFIG = """\
clusters:
  laptop: {backend: process}
pools:
  default:
    {cluster: laptop, spark: "4.1", min-idle: 1, max: 1, memory: 4g, fast-start: false,
     recycle: {leases: never, age: never, heap: never},
     conf: {spark.driver.maxResultSize: 4g, spark.sql.shuffle.partitions: "4"}}
"""

_GATEWAY_CONFIG = """\
gateway:
  grpc: {{port: 0}}
  http: {{port: 0}}
clusters:
  measured: {{backend: static, drivers: [{{address: "{address}"{token}}}]}}
pools:
  measured: {{cluster: measured, spark: "4.1", min-idle: 1, max: 1, leases-per-driver: 100000}}
environments:
  local:
    pools: [{{pool: measured}}]
    namespace: {{lifetime: none}}
    access: {{teams: ["*"], leases-per-team: 100000}}
"""

_TOKEN_VARIABLE = "BENCH_DRIVER_TOKEN"
_ROUTING = {"x-sparkgate-team": "bench", "x-sparkgate-environment": "local"}


@dataclass(frozen=True)
class Backend:
    """The Spark Connect server behind all of them."""

    address: str
    pid: int
    token: str = field(default="", repr=False)

    def direct(self) -> Endpoint:
        return self.behind("direct", self.address, self.pid)

    def behind(self, name: str, address: str, pid: int) -> Endpoint:
        """A way to it that passes on what the client says."""
        return Endpoint(name, address, pid, {"authorization": f"Bearer {self.token}"} if self.token else {})


@contextmanager
def backend(plan: Plan) -> Iterator[Backend]:
    """The server that the user runs, a Spark driver of a gateway's own, or the one that makes its answers up."""
    if plan.proxy.backend:
        server = Endpoint.parse(f"direct={plan.proxy.backend}", {})
        yield Backend(server.address, server.pid)
        return
    if plan.proxy.fake:
        with _java(plan, "-Xmx1g", "fake", "0") as (address, pid):
            yield Backend(address, pid)
        return
    config = plan.sparkgate.home / "one-driver.yaml"
    config.write_text(_DRIVER_CONFIG)
    # No archives: one made in the background would be measured too. Its idleness is that of its leases, of which
    # there are none.
    quiet = plan.sparkgate.with_variables(SPARKGATE_CDS="off")
    with quiet.gateway("--config", str(config), idle="2h") as gateway:
        driver = gateway.await_driver()
        token = (plan.sparkgate.folder_of(gateway, driver) / "token").read_text().strip()
        yield Backend(driver["address"], driver["pid"], token)


@contextmanager
def measured_gateway(plan: Plan, behind: Backend) -> Iterator[tuple[Endpoint, Gateway]]:
    """A gateway as users run it, started by its own script, with a driver that it only passes calls to."""
    home = plan.sparkgate.home.parent / "proxy-home"
    home.mkdir(exist_ok=True)
    config = home / "measured.yaml"
    token = f", token-env: {_TOKEN_VARIABLE}" if behind.token else ""
    config.write_text(_GATEWAY_CONFIG.format(address=behind.address, token=token))
    command = [str(plan.distribution() / "bin" / "sparkgate"), "up", "--json", "--config", str(config)]
    own = {"SPARKGATE_HOME": str(home), _TOKEN_VARIABLE: behind.token}
    with _server(command, home / "gateway.log", own) as (first_line, _):
        told = json.loads(first_line)
        gateway = Gateway(told["remote"], told["http"], told["pid"])
        _await_ready(gateway)
        yield Endpoint("sparkgate", gateway.remote.removeprefix("sc://"), gateway.pid, _ROUTING), gateway


@contextmanager
def floor(plan: Plan, behind: Backend) -> Iterator[Endpoint]:
    """The proxy without a feature, with as much memory as the gateway."""
    with _java(plan, "-Xmx256m", "floor", "0", behind.address) as (address, pid):
        yield behind.behind("floor", address, pid)


def given(text: str, behind: Backend) -> Endpoint:
    """An endpoint that the user runs; it gets what a driver wants to know, and what another gateway does."""
    return Endpoint.parse(text, {**behind.direct().headers, **_ROUTING})


@contextmanager
def peer(plan: Plan, name: str, behind: Backend) -> Iterator[Endpoint]:
    command = [str(BENCH / "proxy" / "peers" / "start"), name, behind.address]
    log = plan.sparkgate.home.parent / f"{name}.log"
    with tempfile.TemporaryDirectory() as folder, _server(command, log, {"TMPDIR": folder}) as (line, _):
        port, pid = line.split()
        yield behind.behind(name, f"127.0.0.1:{port}", int(pid))


def installed_peers() -> list[str]:
    return [config.stem for config in sorted((BENCH / "proxy" / "peers").glob("*.conf")) if shutil.which(config.stem)]


@contextmanager
def _java(plan: Plan, heap: str, *arguments: str) -> Iterator[tuple[str, int]]:
    command = [*load_program(heap, "-XX:+UseSerialGC"), *arguments]
    with _server(command, plan.sparkgate.home.parent / f"{arguments[0]}.log", {}) as (port, pid):
        yield f"127.0.0.1:{int(port)}", pid


@contextmanager
def _server(command: list[str], log: Path, variables: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """Runs a process that says in one line when it is ready, and ends it afterwards."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(NOT_OURS)}
    with (
        log.open("w") as errors,
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**kept, **variables},
        ) as process,
    ):
        assert process.stdout
        try:
            line = process.stdout.readline()
            if not line:
                raise RuntimeError(f"'{' '.join(command[:1])}' ended (expected: a server that runs); see {log}")
            yield line, process.pid
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def _await_ready(gateway: Gateway) -> None:
    deadline = time.monotonic() + 60
    while not any(driver["state"] == "READY" for driver in gateway.get("/api/v1/drivers")["drivers"]):
        if time.monotonic() > deadline:
            raise TimeoutError("the measured gateway's driver was not ready after 60 s (expected: at once)")
        time.sleep(0.1)
