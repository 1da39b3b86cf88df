"""A gateway that ends leaves no process and no file."""

import signal
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from harness import files, processes
from harness.client import Client
from harness.fixtures import NewHome, assert_nothing_left
from harness.home import Home
from harness.polling import eventually


def test_should_leave_nothing_when_it_is_ended_with_leases_and_sessions(new_home: NewHome, python: Path) -> None:
    # Given
    home = new_home()
    gateway = home.up()
    with Client(home, python, gateway.acquire(), "view") as client:
        assert client.read() == "ready"
        assert files.leftovers(home.folder) != []

        # When
        home.cli("down").ok()

    # Then
    assert_nothing_left(home)
    assert not processes.is_alive(gateway.pid)


def test_should_end_itself_when_its_time_is_over(new_home: NewHome) -> None:
    # Given
    home = new_home()

    # When
    result = home.cli("up", "--grpc-port", "0", "--http-port", "0", "--ttl", "3s", "--json")

    # Then
    assert result.status == 0, str(result)
    assert len(result.out.splitlines()) == 1
    assert_nothing_left(home)


def test_should_end_itself_when_nobody_has_a_lease(new_home: NewHome) -> None:
    # Given
    home = new_home()

    # When
    gateway = home.up("--idle", "2s")
    eventually(lambda: not processes.is_alive(gateway.pid), "gateway ended by itself", within=60)

    # Then
    assert_nothing_left(home)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_should_leave_nothing_when_a_signal_ends_it(new_home: NewHome, number: signal.Signals, status: int) -> None:
    # Given
    home = new_home()
    process = foreground(home)
    line = process.stdout.readline() if process.stdout else ""
    assert '"http"' in line, line

    # When
    process.send_signal(number)
    process.communicate(timeout=60)

    # Then
    assert process.returncode == status
    assert_nothing_left(home)


def test_should_leave_nothing_when_a_signal_ends_it_while_it_starts(new_home: NewHome) -> None:
    # Given
    home = new_home()
    process = foreground(home)
    eventually(lambda: list(home.folder.glob("gateways/*/drivers/*/*")), "a driver that starts", within=60)

    # When
    process.terminate()
    process.communicate(timeout=60)

    # Then
    assert_nothing_left(home)


def test_should_stop_listening_when_it_is_ended(new_home: NewHome) -> None:
    # Given
    home = new_home()
    gateway = home.up("--idle", "10m")

    # When
    home.cli("down").ok()

    # Then
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(gateway.http + "/healthz", timeout=5)


def foreground(home: Home) -> subprocess.Popen[str]:
    return home.start("up", "--grpc-port", "0", "--http-port", "0", "--json")
