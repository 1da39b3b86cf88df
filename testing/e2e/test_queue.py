"""A pool with room for one: the others wait, as long as they may."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.fixtures import CACHES, assert_nothing_left
from harness.gateway import Gateway
from harness.home import Home
from harness.polling import eventually, on_quiet_machine, seconds_until

CONFIG = """\
gateway: {default-environment: test}
pools:
  default: {cluster: laptop, min-idle: 1, max: 1, leases-per-driver: 1}
environments:
  test:  {lease: {max-queue: 1}}
  never: {lease: {max-queue: 0}}
"""


@pytest.fixture(scope="module")
def narrow(root: Path, home: Home, gateway: Gateway) -> Iterator[tuple[Home, Gateway]]:
    own = Home.beside(home, root / "narrow home", *CACHES)
    config = root / "narrow-config" / "sparkgate.yaml"
    config.parent.mkdir()
    config.write_text(CONFIG)
    started = own.up("--config", config, "--idle", "10m")
    try:
        started.ready_driver()
        yield own, started
    finally:
        own.cli("down").ok()
    assert_nothing_left(own)
    assert [path.name for path in config.parent.iterdir()] == ["sparkgate.yaml"]


def test_should_refuse_when_the_queue_is_full(narrow: tuple[Home, Gateway]) -> None:
    # Given
    home, gateway = narrow
    taken = gateway.acquire()
    waiting = gateway.call("POST", "/api/v1/leases", {"environment": "test"})
    assert (waiting.status, waiting.body["queuePosition"]) == (202, 1)

    # When
    full, closed = (home.cli("run", "-e", environment, "--", "true") for environment in ("test", "never"))

    # Then
    for refused in (full, closed):
        assert refused.status == 125, str(refused)
        assert "QUEUE_FULL" in refused.err
        assert "max-queue" in refused.err
    gateway.release(waiting.body["id"])
    gateway.release(taken["id"])


def test_should_give_up_when_the_wait_is_over(narrow: tuple[Home, Gateway]) -> None:
    # Given
    home, gateway = narrow
    taken = gateway.acquire()

    # When
    late = home.cli("run", "-e", "test", "--max-wait", "1s", "--label", "test=late", "--", "true")

    # Then
    assert late.status == 125, str(late)
    assert "QUEUE_TIMEOUT" in late.err
    assert gateway.leases(test="late")[0]["state"] == "ENDED"
    gateway.release(taken["id"])


def test_should_grant_what_waits_when_there_is_room_again(narrow: tuple[Home, Gateway]) -> None:
    # Given
    home, gateway = narrow
    taken = gateway.acquire()
    run = home.start("run", "-e", "test", "--label", "test=next", "--", "echo", "ran")
    eventually(lambda: gateway.leases(test="next"), "the run in the queue")

    # When
    gateway.release(taken["id"])
    out, err = run.communicate(timeout=60)

    # Then
    assert (run.returncode, out) == (0, "ran\n"), err


def test_should_leave_the_queue_when_a_signal_comes(narrow: tuple[Home, Gateway]) -> None:
    # Given
    home, gateway = narrow
    taken = gateway.acquire()
    run = home.start("run", "-e", "test", "--label", "test=impatient", "--", "true")
    eventually(lambda: gateway.leases(test="impatient"), "the run in the queue")

    # When
    run.terminate()
    seconds = seconds_until(lambda: gateway.leases(test="impatient")[0]["state"] == "ENDED", "out of the queue")
    _, err = run.communicate(timeout=60)

    # Then
    assert run.returncode == 143, err
    assert seconds < on_quiet_machine(2)
    gateway.release(taken["id"])
