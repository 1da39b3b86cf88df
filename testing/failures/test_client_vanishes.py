"""A client that is killed: what it ran does not run on."""

import os
import time
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
pools:
  default: {max: 1, conf: {spark.connect.execute.manager.detachedTimeout: 3s,
    spark.connect.execute.manager.maintenanceInterval: 1s, spark.connect.progress.reportInterval: 100ms}}
environments:
  patient: {pools: [{pool: default}], lease: {idle: 1h}}
  hasty: {pools: [{pool: default}], lease: {idle: 5s}}
"""
BUSY = 0.5


@pytest.fixture
def quick(new_home: NewHome, tmp_path: Path) -> tuple[Home, Gateway]:
    """A gateway whose driver waits for lost clients for seconds, not minutes."""
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
        assert share_of_a_core(driver) > BUSY

        # When
        processes.kill(client.pid)

    # Then
    eventually(lambda: share_of_a_core(driver) < BUSY, "the driver at rest", within=on_quiet_machine(30))
    assert gateway.lease(lease["id"])["state"] == "ACTIVE"


def test_should_end_its_lease_as_idle(quick: tuple[Home, Gateway], python: Path) -> None:
    # Given
    home, gateway = quick
    lease = gateway.acquire(environment="hasty")
    with Told(home, python, lease["remote"]) as client:
        client.order("endless")
        assert client.answer() == {"running": True}
        time_out = time.monotonic() + 8
        eventually(lambda: time.monotonic() > time_out, "longer than the idle time")
        assert gateway.lease(lease["id"])["state"] == "ACTIVE", "a call in flight is use"

        # When
        processes.kill(client.pid)
        ended = gateway.await_state(lease["id"], "ENDED", within=on_quiet_machine(30))

    # Then
    assert ended["reason"] == "IDLE"
    eventually(lambda: share_of_a_core(gateway.ready_driver()) < BUSY, "the driver at rest", within=30)


def share_of_a_core(driver: dict[str, Any]) -> float:
    """Returns how much of one core a process uses, measured over a second."""
    start, before = time.monotonic(), seconds_used(driver["pid"])
    eventually(lambda: time.monotonic() - start >= 1, "a second")
    return (seconds_used(driver["pid"]) - before) / (time.monotonic() - start)


def seconds_used(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
