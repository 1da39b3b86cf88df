"""A driver process that is killed: what the sessions on it see, and when."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from harness import processes
from harness.gateway import Gateway
from harness.home import Home
from harness.polling import eventually, on_quiet_machine
from harness.venvs import CLIENTS, python_with_client
from told import Told, assert_refused, assert_session_changed

VERSIONS = pytest.mark.parametrize("version", CLIENTS)


@VERSIONS
def test_should_go_on_in_a_new_session_when_it_dies_between_calls(home: Home, gateway: Gateway, version: str) -> None:
    # Given
    team = f"between-{version.replace('.', '-')}"
    with Told(home, python_with_client(version), f"{gateway.remote}/;x-sparkgate-team={team}") as client:
        assert client.does("begin", sql="SELECT 1")["seen"] == [[1]]
        client.does("view")

        # When
        kill(gateway, lease_of(gateway, team)["driver"])
        told = client.does("query", sql="SELECT * FROM mine")
        again = client.does("begin", sql="SELECT 42")

    # Then
    assert_session_changed(told, within=on_quiet_machine(10))
    assert again["seen"] == [[42]]
    assert again["seconds"] < on_quiet_machine(30)


@VERSIONS
def test_should_tell_a_lease_that_its_driver_died_between_calls(home: Home, gateway: Gateway, version: str) -> None:
    # Given
    lease = gateway.acquire()
    with Told(home, python_with_client(version), lease["remote"]) as client:
        assert client.does("begin", sql="SELECT 1")["seen"] == [[1]]

        # When
        kill(gateway, lease["driver"])
        gateway.await_state(lease["id"], "ENDED", within=30)
        told = client.does("query", sql="SELECT 1")
        again = client.does("begin", sql="SELECT 1")

    # Then
    assert_session_changed(told, within=on_quiet_machine(10))
    assert_refused(again, "DRIVER_LOST", lease["id"], "acquire", within=on_quiet_machine(10))
    assert gateway.lease(lease["id"])["reason"] == "DRIVER_LOST"


@VERSIONS
def test_should_fail_a_result_that_is_being_read_when_it_dies(home: Home, gateway: Gateway, version: str) -> None:
    # Given
    team = f"reading-{version.replace('.', '-')}"
    with Told(home, python_with_client(version), f"{gateway.remote}/;x-sparkgate-team={team}") as client:
        client.order("stream", rows=800_000)
        assert client.answer() == {"reading": True}

        # When
        kill(gateway, lease_of(gateway, team)["driver"])
        client.tell("read on")
        told = client.answer(within=60)
        again = client.does("begin", sql="SELECT 42")

    # Then
    assert "failure" in told
    assert "SESSION_CHANGED" in told["message"], told["trace"]
    assert again["seen"] == [[42]]


def test_should_place_a_session_anew_when_it_dies_before_its_first_answer(
    home: Home, gateway: Gateway, python: Path
) -> None:
    # Given
    with stopped(gateway) as driver, Told(home, python, f"{gateway.remote}/;x-sparkgate-team=first") as client:
        client.order("begin", sql="SELECT 42")
        eventually(lambda: leases_of(gateway, "first"), "a lease of the session")

        # When
        processes.kill(driver["pid"])
        told = client.answer(within=60)

    # Then
    assert told.get("seen") == [[42]], told


def test_should_tell_a_lease_that_it_died_before_the_first_answer(home: Home, gateway: Gateway, python: Path) -> None:
    # Given
    with stopped(gateway) as driver:
        lease = gateway.acquire()
        with Told(home, python, lease["remote"]) as client:
            client.order("begin", sql="SELECT 42")
            eventually(lambda: gateway.lease(lease["id"])["driver"] == driver["id"], "a lease on it")

            # When
            processes.kill(driver["pid"])
            told = client.answer(within=60)

    # Then
    assert_refused(told, "DRIVER_LOST", "acquire", within=on_quiet_machine(20))


def test_should_fail_an_upload_when_it_dies(home: Home, gateway: Gateway, python: Path) -> None:
    # Given
    with Told(home, python, f"{gateway.remote}/;x-sparkgate-team=upload") as client:
        assert client.does("begin", sql="SELECT 1")["seen"] == [[1]]
        driver = driver_of(gateway, lease_of(gateway, "upload")["driver"])
        os.kill(driver["pid"], signal.SIGSTOP)
        client.order("artifacts", size=50_000_000)
        assert client.answer() == {"sending": True}

        # When
        processes.kill(driver["pid"])
        told = client.answer(within=60)
        after = client.does("query", sql="SELECT 1")
        again = client.does("begin", sql="SELECT 42")

    # Then
    assert "failure" in told
    assert told["seconds"] < on_quiet_machine(15)
    assert "failure" in after
    assert again["seen"] == [[42]]


def test_should_serve_others_at_once_when_one_of_two_drivers_dies(home: Home, gateway: Gateway, python: Path) -> None:
    # Given
    gateway.ready_driver()
    kill(gateway, gateway.ready_driver()["id"])

    # When
    with Told(home, python, gateway.remote) as client:
        told = client.does("begin", sql="SELECT 42")

    # Then
    assert told["seen"] == [[42]]
    assert told["seconds"] < on_quiet_machine(30)


def kill(gateway: Gateway, driver_id: str) -> None:
    processes.kill(driver_of(gateway, driver_id)["pid"])


def driver_of(gateway: Gateway, driver_id: str) -> dict[str, Any]:
    return next(driver for driver in gateway.drivers() if driver["id"] == driver_id)


def leases_of(gateway: Gateway, team: str) -> list[dict[str, Any]]:
    leases: list[dict[str, Any]] = gateway.call("GET", f"/api/v1/leases?team={team}").body["leases"]
    return [lease for lease in leases if lease["state"] == "ACTIVE"]


def lease_of(gateway: Gateway, team: str) -> dict[str, Any]:
    (lease,) = leases_of(gateway, team)
    return lease


class stopped:  # noqa: N801
    """Stops the only ready driver, so that what is sent to it has no answer; it is gone afterwards."""

    def __init__(self, gateway: Gateway) -> None:
        self._driver = gateway.ready_driver()
        others = [driver for driver in gateway.drivers() if driver["id"] != self._driver["id"]]
        assert others == [], "another driver might be taken"

    def __enter__(self) -> dict[str, Any]:
        os.kill(self._driver["pid"], signal.SIGSTOP)
        return self._driver

    def __exit__(self, *_: object) -> None:
        processes.kill(self._driver["pid"])
