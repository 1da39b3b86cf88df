"""A driver that dies takes its leases with it, and no more."""

from pathlib import Path

from harness import processes
from harness.client import Client
from harness.fixtures import NewHome
from harness.polling import eventually, on_quiet_machine


def test_should_end_its_leases_and_serve_new_ones_when_a_driver_is_killed(new_home: NewHome, python: Path) -> None:
    # Given
    home = new_home()
    gateway = home.up("--idle", "10m")
    driver = gateway.ready_driver()
    lease = gateway.acquire()
    with Client(home, python, lease, "view") as client:
        assert client.read() == "ready"

        # When
        processes.kill(driver["pid"])
        ended = gateway.await_state(lease["id"], "ENDED", within=30)
        client.tell()
        result = client.result(within=on_quiet_machine(30))

    # Then
    assert ended["reason"] == "DRIVER_LOST"
    assert result.status == 1, str(result)
    assert "DRIVER_LOST" in result.err or "SESSION_CHANGED" in result.err, str(result)
    again = gateway.acquire()
    assert again["driver"] != driver["id"]
    with Client(home, python, again, "connect") as client:
        assert client.result().ok().out == "42\n"


def test_should_replace_a_driver_that_is_drained(new_home: NewHome) -> None:
    # Given
    home = new_home()
    gateway = home.up("--idle", "10m")
    driver = gateway.ready_driver()

    # When
    home.cli("drain", driver["id"]).ok()

    # Then
    lease = gateway.acquire()
    assert lease["driver"] != driver["id"]
    eventually(lambda: not processes.is_alive(driver["pid"]), "the drained driver gone")
