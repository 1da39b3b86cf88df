"""A gateway that is killed: the next one goes on where it was; without a next one its drivers end themselves."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness import processes
from harness.client import Client
from harness.fixtures import CACHES, assert_nothing_left
from harness.gateway import Gateway
from harness.home import Home
from harness.polling import eventually

# A driver lives on for a minute without a gateway, and then takes a few seconds to end.
GRACE = 60
END = 30


class Killed:
    """A gateway that was killed, and what it left running."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.gateway: Gateway = home.up("--idle", "10m")
        self.driver: dict[str, Any] = self.gateway.ready_driver()

    def kill(self) -> None:
        processes.kill(self.gateway.pid)

    def up_again(self) -> None:
        """Starts the next gateway, where the clients of the last one look for it."""
        ports = [url.rpartition(":")[2] for url in (self.gateway.remote, self.gateway.http)]
        options = ("--grpc-port", ports[0], "--http-port", ports[1], "--idle", "10m")
        self.gateway = Gateway.of(self.home.cli("up", "--detach", "--json", *options).json())


@pytest.fixture(scope="session")
def killed(root: Path, home: Home, gateway: Gateway) -> Iterator[Killed]:
    own = Home.beside(home, root / "killed home", *CACHES)
    try:
        yield Killed(own)
    finally:
        own.cli("down").ok()


def test_should_go_on_where_the_killed_one_was(killed: Killed, python: Path) -> None:
    # Given
    lease = killed.gateway.acquire(key="survivor")
    with Client(killed.home, python, lease, "view") as client:
        assert client.read() == "ready"

        # When
        killed.kill()
        killed.up_again()
        answer = client.ask()

    # Then
    assert answer == "5 1", answer
    driver = killed.gateway.ready_driver()
    assert {name: driver[name] for name in ("pid", "generation")} == {
        name: killed.driver[name] for name in ("pid", "generation")
    }
    again = killed.gateway.acquire(key="survivor")
    assert (again["id"], again["secret"]) == (lease["id"], lease["secret"])
    killed.kill()


@pytest.mark.late
def test_should_end_its_drivers_by_themselves_when_nobody_comes_after_it(killed: Killed) -> None:
    # Given
    killed.kill()

    # When
    pid = killed.driver["pid"]
    eventually(lambda: not processes.is_alive(pid), "the driver has ended itself", within=GRACE + END)

    # Then
    assert processes.touching(killed.home.folder) == {}
    assert not list(killed.home.folder.glob("gateways/*/drivers/*/*/tmp"))
    killed.up_again()
    assert [lease["state"] for lease in killed.gateway.leases()] != ["ACTIVE"]
    killed.home.cli("down").ok()
    assert_nothing_left(killed.home)
