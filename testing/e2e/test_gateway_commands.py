"""status, drivers, logs, version and the health of a gateway."""

import urllib.request
from pathlib import Path

import pytest

from harness.client import Client
from harness.fixtures import NewHome
from harness.gateway import Gateway
from harness.home import Home


def test_should_tell_where_the_gateway_is(home: Home, gateway: Gateway) -> None:
    # When
    status = home.cli("status", "--json").json()
    text = home.cli("status").ok().out

    # Then
    assert (status["running"], status["http"], status["remote"]) == (True, gateway.http, gateway.remote)
    assert status["pid"] == gateway.pid
    assert status["environments"] == ["local", "test"]
    assert [driver["state"] for driver in status["drivers"]] == ["READY"]
    assert gateway.http in text


def test_should_list_drivers_with_what_the_contract_names(home: Home, gateway: Gateway) -> None:
    # When
    drivers = home.cli("drivers", "--json").json()["drivers"]

    # Then
    names = {"id", "pool", "cluster", "address", "generation", "state", "spark", "leases", "pid", "startedAt"}
    assert drivers[0].keys() >= names
    assert drivers[0]["spark"].startswith("4.1.")
    assert drivers[0]["address"].startswith("127.0.0.1:")
    assert drivers[0]["id"] in home.cli("drivers").ok().out


def test_should_print_the_log_of_a_driver_for_it_and_for_its_leases(home: Home, gateway: Gateway, python: Path) -> None:
    # Given
    lease = gateway.acquire()
    with Client(home, python, lease, "connect", "SELECT assert_true(id < 0, 'for the log') FROM range(1)") as client:
        client.result()

    # When
    of_lease = home.cli("logs", lease["id"], "--lines", "5").ok().out
    of_driver = home.cli("logs", lease["driver"], "--lines", "5").ok().out
    gateway.release(lease["id"])

    # Then
    assert 0 < len(of_lease.splitlines()) <= 5
    assert of_lease == of_driver
    assert "for the log" in home.cli("logs", lease["id"]).ok().out


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/openapi.json"])
def test_should_answer_those_who_watch_it(gateway: Gateway, path: str) -> None:
    with urllib.request.urlopen(gateway.http + path, timeout=10) as answer:
        assert answer.status == 200
        assert answer.read()


def test_should_say_so_when_nothing_runs(new_home: NewHome) -> None:
    # Given
    home = new_home()

    # When
    status, drivers, leases, down = (
        home.cli(*command) for command in (["status"], ["drivers", "--json"], ["list", "--json"], ["down"])
    )

    # Then
    assert status.status == 1, status
    assert "no gateway" in status.out
    assert drivers.json() == {"drivers": []}
    assert leases.json() == {"leases": []}
    assert "no gateway" in down.ok().err
    logs = home.cli("logs", "anything")
    assert (logs.status, "GATEWAY_UNREACHABLE" in logs.err) == (125, True), str(logs)


def test_should_tell_its_version(home: Home) -> None:
    assert home.cli("version").ok().out.startswith("sparkgate 0.")
