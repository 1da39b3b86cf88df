"""A gateway that is told to end while streams run: it takes nothing new, and lets them come to their end."""

import os
import signal
import urllib.error
import urllib.request
from pathlib import Path

from harness import processes
from harness.fixtures import NewHome, assert_nothing_left
from harness.gateway import Gateway
from harness.polling import eventually, on_quiet_machine
from told import Told

CONFIG = """\
gateway: {grpc: {drain: 2m}}
pools: {default: {min-idle: 1, max: 1}}
"""


def test_should_let_a_stream_come_to_its_end(new_home: NewHome, python: Path, tmp_path: Path) -> None:
    # Given
    home = new_home()
    config = tmp_path / "sparkgate.yaml"
    config.write_text(CONFIG)
    gateway = home.up("--config", config, "--idle", "10m")
    gateway.ready_driver()
    lease = gateway.acquire()
    with Told(home, python, lease["remote"]) as client:
        client.order("stream", rows=400_000)
        assert client.answer() == {"reading": True}

        # When
        os.kill(gateway.pid, signal.SIGTERM)
        eventually(lambda: ready_status(gateway) == 503, "not ready", within=on_quiet_machine(5))
        refused = gateway.call("POST", "/api/v1/leases", {"environment": "test"})
        client.tell("read on")
        told = client.answer()

    # Then
    assert (refused.status, refused.body["code"]) == (503, "GATEWAY_DRAINING")
    assert told.get("seen") == 400_000, told
    eventually(lambda: not processes.is_alive(gateway.pid), "the gateway gone", within=60)
    assert_nothing_left(home)


def test_should_cut_a_stream_that_does_not_end_in_time(new_home: NewHome, python: Path) -> None:
    # Given
    home = new_home()
    gateway = home.up()
    gateway.ready_driver()
    lease = gateway.acquire()
    with Told(home, python, lease["remote"]) as client:
        client.order("endless")
        assert client.answer() == {"running": True}

        # When
        os.kill(gateway.pid, signal.SIGTERM)
        eventually(lambda: not processes.is_alive(gateway.pid), "the gateway gone", within=120)

    # Then
    assert_nothing_left(home)


def ready_status(gateway: Gateway) -> int:
    try:
        with urllib.request.urlopen(gateway.http + "/readyz", timeout=5) as response:
            status: int = response.status
            return status
    except urllib.error.HTTPError as refused:
        return refused.code
