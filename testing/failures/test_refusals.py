"""What cannot be served is told at once: Spark's clients would try for ten minutes what looks as if waiting helped."""

from collections.abc import Callable
from pathlib import Path

import pytest

from harness.gateway import Gateway
from harness.home import Home
from harness.polling import on_quiet_machine
from harness.venvs import CLIENTS, python_with_client
from jvm import jvm_told
from told import Told, assert_refused

AT_ONCE = 10.0
NO_SECRET = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def expired(gateway: Gateway) -> str:
    lease = gateway.acquire(ttl="1s")
    gateway.await_state(lease["id"], "ENDED")
    return str(lease["remote"])


def released(gateway: Gateway) -> str:
    lease = gateway.acquire()
    gateway.release(lease["id"])
    return str(lease["remote"])


# What leads there, the code that is told, and the next step.
REFUSALS: dict[str, tuple[Callable[[Gateway], str], str, str]] = {
    "expired lease": (expired, "LEASE_EXPIRED", "acquire"),
    "released lease": (released, "LEASE_ENDED", "acquire"),
    "unknown lease": (lambda gateway: f"{gateway.remote}/;x-sparkgate-lease={NO_SECRET}", "LEASE_UNKNOWN", "acquire"),
    "malformed lease": (lambda gateway: f"{gateway.remote}/;x-sparkgate-lease=no secret", "LEASE_UNKNOWN", "acquire"),
    "unknown environment": (
        lambda gateway: f"{gateway.remote}/;x-sparkgate-environment=nowhere",
        "ENVIRONMENT_UNKNOWN",
        "nowhere",
    ),
    "unknown Spark": (lambda gateway: f"{gateway.remote}/;x-sparkgate-spark=3.1", "3.1", "expected"),
}


@pytest.mark.parametrize("version", CLIENTS)
@pytest.mark.parametrize("refusal", REFUSALS)
def test_should_tell_pyspark_at_once(home: Home, gateway: Gateway, refusal: str, version: str) -> None:
    # Given
    remote, code, step = REFUSALS[refusal]

    # When
    with Told(home, python_with_client(version), remote(gateway)) as client:
        told = client.does("begin", sql="SELECT 1")

    # Then
    assert_refused(told, code, step, within=on_quiet_machine(AT_ONCE))


@pytest.mark.parametrize("refusal", [name for name in REFUSALS if name != "malformed lease"])
def test_should_tell_the_jvm_client_at_once(gateway: Gateway, tmp_path: Path, refusal: str) -> None:
    # Given
    remote, code, step = REFUSALS[refusal]

    # When
    told = jvm_told(tmp_path, remote(gateway))

    # Then
    assert_refused(told, code, step, within=on_quiet_machine(AT_ONCE))


def test_should_tell_a_session_at_once_that_its_lease_expired(home: Home, gateway: Gateway, python: Path) -> None:
    # Given
    lease = gateway.acquire(ttl="20s")
    with Told(home, python, lease["remote"]) as client:
        assert client.does("begin", sql="SELECT 1")["seen"] == [[1]]
        gateway.await_state(lease["id"], "ENDED", within=60)

        # When
        told = client.does("query", sql="SELECT 1")

    # Then
    assert_refused(told, "LEASE_EXPIRED", "acquire", within=on_quiet_machine(AT_ONCE))


def test_should_refuse_a_session_to_another_lease(home: Home, gateway: Gateway, python: Path) -> None:
    # Given
    owner, other = gateway.acquire(), gateway.acquire()
    with Told(home, python, owner["remote"]) as client:
        client.does("begin", sql="SELECT 1")
        session_id = client.does("view")["seen"]

        # When
        with Told(home, python, f"{other['remote']};session_id={session_id}") as thief:
            stolen = thief.does("begin", sql="SELECT * FROM mine")
        with Told(home, python, f"{gateway.remote}/;session_id={session_id}") as thief:
            without = thief.does("begin", sql="SELECT * FROM mine")
        kept = client.does("query", sql="SELECT count(*) FROM mine")

    # Then
    assert_refused(stolen, "ACCESS_DENIED", session_id, within=on_quiet_machine(AT_ONCE))
    assert_refused(without, "ACCESS_DENIED", session_id, within=on_quiet_machine(AT_ONCE))
    assert kept["seen"] == [[5]]
