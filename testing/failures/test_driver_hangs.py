"""A driver that is stopped: it listens, and answers nothing."""

import os
import signal
from pathlib import Path

import pytest

from harness import processes
from harness.fixtures import NewHome
from harness.gateway import Gateway
from harness.home import Home
from harness.polling import eventually, on_quiet_machine
from told import Told

CONFIG = """\
pools: {default: {min-idle: 2, max: 3}}
"""
NOTICED = 60.0


@pytest.fixture
def pair(new_home: NewHome, tmp_path: Path) -> tuple[Home, Gateway]:
    """A gateway with two drivers ready."""
    home = new_home()
    config = tmp_path / "sparkgate.yaml"
    config.write_text(CONFIG)
    gateway = home.up("--config", config, "--idle", "10m")
    eventually(lambda: len(ready_ids(gateway)) >= 2, "two drivers ready", within=180)
    return home, gateway


def ready_ids(gateway: Gateway) -> list[str]:
    return [driver["id"] for driver in gateway.drivers() if driver["state"] == "READY"]


def test_should_place_new_leases_elsewhere_and_fail_its_own(pair: tuple[Home, Gateway], python: Path) -> None:
    # Given
    home, gateway = pair
    lease = gateway.acquire()
    stopped = next(driver for driver in gateway.drivers() if driver["id"] == lease["driver"])
    with Told(home, python, lease["remote"]) as client:
        assert client.does("begin", sql="SELECT 1")["seen"] == [[1]]

        # When
        os.kill(stopped["pid"], signal.SIGSTOP)
        try:
            client.order("query", sql="SELECT 1")
            told = client.answer(within=on_quiet_machine(NOTICED))
            others = [gateway.acquire() for _ in range(3)]
            with Told(home, python, others[0]["remote"]) as other:
                served = other.does("begin", sql="SELECT 42")
        finally:
            processes.kill(stopped["pid"])

    # Then
    assert "failure" in told, told
    assert told["seconds"] < on_quiet_machine(NOTICED)
    assert stopped["id"] not in [other["driver"] for other in others]
    assert served["seen"] == [[42]]


def test_should_keep_a_driver_that_was_only_slow(pair: tuple[Home, Gateway], python: Path) -> None:
    # Given
    home, gateway = pair
    lease = gateway.acquire()
    driver = next(driver for driver in gateway.drivers() if driver["id"] == lease["driver"])
    with Told(home, python, lease["remote"]) as client:
        assert client.does("begin", sql="SELECT 1")["seen"] == [[1]]
        os.kill(driver["pid"], signal.SIGSTOP)
        client.order("query", sql="SELECT 2")

        # When
        os.kill(driver["pid"], signal.SIGCONT)
        told = client.answer()

    # Then
    assert told["seen"] == [[2]]
    assert driver["id"] in ready_ids(gateway)
