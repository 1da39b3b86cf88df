"""A client that is killed: what it ran does not run on."""

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from harness import processes
from harness.fixtures import NewHome
from harness.gateway import Gateway
from harness.home import Home
from harness.polling import eventually, on_quiet_machine
from told import Told

CONFIG = """\
gateway: {default-environment: patient}
pools:
  default: {max: 1, conf: {spark.connect.execute.manager.detachedTimeout: 3s,
    spark.connect.execute.manager.maintenanceInterval: 1s,
    spark.connect.execute.reattachable.senderMaxStreamDuration: 5s, spark.connect.progress.reportInterval: 100ms}}
environments:
  patient: {pools: [{pool: default}], lease: {idle: 1h}}
  hasty: {pools: [{pool: default}], lease: {idle: 5s}}
"""


@pytest.fixture
def quick(new_home: NewHome, tmp_path: Path) -> tuple[Home, Gateway]:
    """A gateway whose driver waits for lost clients for seconds, not minutes; with or without a gateway it notices
    only when the time of their stream is over."""
    home = new_home()
    config = tmp_path / "sparkgate.yaml"
    config.write_text(CONFIG)
    gateway = home.up("--config", config, "--idle", "10m")
    gateway.ready_driver()
    return home, gateway


def test_should_end_what_it_ran_when_it_does_not_come_back(quick: tuple[Home, Gateway], python: Path) -> None:
    # Given
    home, gateway = quick
    lease = gateway.acquire(environment="patient")
    with Told(home, python, lease["remote"]) as client:
        client.order("endless")
        assert client.answer() == {"running": True}
        driver = gateway.ready_driver()
        assert computes(driver)

        # When
        processes.kill(client.pid)

    # Then
    eventually(lambda: not computes(driver), "the driver at rest", within=on_quiet_machine(30))
    assert gateway.lease(lease["id"])["state"] == "ACTIVE"


def test_should_end_its_lease_as_idle(quick: tuple[Home, Gateway], python: Path) -> None:
    # Given
    home, gateway = quick
    lease = gateway.acquire(environment="hasty")
    with Told(home, python, lease["remote"]) as client:
        client.order("endless")
        assert client.answer() == {"running": True}
        driver = gateway.ready_driver()
        time_out = time.monotonic() + 8
        eventually(lambda: time.monotonic() > time_out, "longer than the idle time")
        assert gateway.lease(lease["id"])["state"] == "ACTIVE", "a call in flight is use"

        # When
        processes.kill(client.pid)
        ended = gateway.await_state(lease["id"], "ENDED", within=on_quiet_machine(30))

    # Then
    assert ended["reason"] == "IDLE"
    eventually(lambda: not computes(driver), "the driver at rest", within=30)


def computes(driver: dict[str, Any]) -> bool:
    """Says whether tasks of a driver have used processor time within half a second."""
    start, before = time.monotonic(), seconds_of_tasks(driver["pid"])
    eventually(lambda: time.monotonic() - start >= 0.5, "half a second")
    return seconds_of_tasks(driver["pid"]) - before > 0.02


def seconds_of_tasks(pid: int) -> float:
    """Returns the processor time of the threads that run tasks."""
    used = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with suppress(OSError):
            name, _, rest = (thread / "stat").read_text().rpartition(")")
            if "(Executor task" in name:
                used += sum(map(int, rest.split()[11:13]))
    return used / os.sysconf("SC_CLK_TCK")
