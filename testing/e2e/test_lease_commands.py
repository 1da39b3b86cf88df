"""lease, extend, release, list and wait, as somebody uses them in a shell."""

import json
import subprocess
from datetime import datetime, timedelta

import pytest

from harness.gateway import Gateway
from harness.home import LAUNCHER, Home

FIELDS = {"id", "state", "secret", "remote", "namespace", "catalog", "database", "environment", "team", "user"}


def test_should_give_a_lease_with_all_that_is_needed_to_use_it(home: Home, gateway: Gateway) -> None:
    # When
    lease = home.cli("lease", "-e", "test", "--team", "search", "--ttl", "10m", "--label", "job=1", "--json").json()

    # Then
    assert lease.keys() >= FIELDS | {"spark", "driver", "labels", "createdAt", "grantedAt", "expiresAt", "idleAfter"}
    assert lease["state"] == "ACTIVE"
    assert (lease["catalog"], lease["database"]) == ("pedregal", "default")
    assert lease["labels"] == {"job": "1"}
    granted, expires = (datetime.fromisoformat(lease[field]) for field in ("grantedAt", "expiresAt"))
    assert expires - granted == timedelta(minutes=10)
    home.cli("release", lease["id"]).ok()


def test_should_set_the_variables_of_a_shell(home: Home, gateway: Gateway, python: str) -> None:
    # Given
    script = f"""
        set -eu
        eval "$('{LAUNCHER}' lease --environment test --team search --ttl 10m --env)"
        '{python}' '{LAUNCHER.parent}/testing/e2e/clients/connect.py' 'SELECT current_catalog()'
        echo "$SPARKGATE_URL $SPARK_CONNECT_GATEWAY $SPARK_CONNECT_TEAM $SPARK_CONNECT_ENV"
        '{LAUNCHER}' release "$SPARKGATE_LEASE_ID"
        """

    # When
    shell = subprocess.run(
        ["bash", "-c", script], env=home.environment(), capture_output=True, text=True, timeout=120, check=False
    )

    # Then
    assert shell.returncode == 0, str(shell)
    assert shell.stdout.splitlines() == ["pedregal", f"{gateway.http} {gateway.address} search test"]


def test_should_give_the_same_lease_again_when_the_key_is_the_same(home: Home, gateway: Gateway) -> None:
    # When
    first, second = (home.cli("lease", "-e", "test", "--key", "e2e-same", "--json").json() for _ in range(2))

    # Then
    assert (first["id"], first["secret"]) == (second["id"], second["secret"])
    home.cli("release", "--key", "e2e-same").ok()
    over = home.cli("lease", "-e", "test", "--key", "e2e-same", "--json")
    assert over.status == 125, str(over)
    assert "LEASE_ENDED" in over.err


def test_should_give_one_lease_when_a_key_is_used_twice_at_once(home: Home, gateway: Gateway) -> None:
    # When
    asking = [home.start("lease", "-e", "test", "--key", "e2e-race", "--json") for _ in range(3)]
    answers = [json.loads(process.communicate(timeout=60)[0]) for process in asking]

    # Then
    assert len({answer["id"] for answer in answers}) == 1
    gateway.release(answers[0]["id"])


def test_should_refuse_a_key_that_was_released_before_it_was_asked_for(home: Home, gateway: Gateway) -> None:
    # Given
    home.cli("release", "--key", "e2e-early").ok()

    # When
    late = home.cli("lease", "-e", "test", "--key", "e2e-early")

    # Then
    assert late.status == 125, str(late)
    assert "LEASE_CANCELLED" in late.err
    assert "e2e-early" in late.err


@pytest.mark.parametrize("which", [["no-such-lease"], ["--key", "no-such-key"]])
def test_should_succeed_when_what_is_released_is_gone(home: Home, gateway: Gateway, which: list[str]) -> None:
    home.cli("release", *which).ok()


def test_should_move_the_end_of_a_lease_until_it_is_over(home: Home, gateway: Gateway) -> None:
    # Given
    lease = gateway.acquire(ttl="5m")

    # When
    home.cli("extend", lease["id"], "1h").ok()

    # Then
    before, after = (
        datetime.fromisoformat(end) for end in (lease["expiresAt"], gateway.lease(lease["id"])["expiresAt"])
    )
    assert after - before > timedelta(minutes=50)
    gateway.release(lease["id"])
    refused = home.cli("extend", lease["id"], "1h")
    assert refused.status == 125, str(refused)
    assert "LEASE_ENDED" in refused.err


def test_should_list_a_lease_before_and_after_its_end(home: Home, gateway: Gateway) -> None:
    # Given
    lease = gateway.acquire(labels={"test": "list"})

    # When
    listed = home.cli("list", "--json").json()["leases"]
    home.cli("release", lease["id"]).ok()
    gateway.await_state(lease["id"], "ENDED")
    table = home.cli("list").ok().out

    # Then
    assert [found["state"] for found in listed if found["id"] == lease["id"]] == ["ACTIVE"]
    assert not [found for found in listed if "secret" in found]
    assert [line for line in table.splitlines() if lease["id"] in line and "RELEASED" in line]


def test_should_print_a_lease_that_waits_no_longer(home: Home, gateway: Gateway) -> None:
    # Given
    lease = gateway.acquire()

    # When
    waited = home.cli("wait", lease["id"])

    # Then
    assert lease["id"] in waited.ok().out
    gateway.release(lease["id"])
    assert home.cli("wait", lease["id"]).status == 125
