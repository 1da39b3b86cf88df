"""Sessions without a lease get into the environment that they name."""

import uuid
from pathlib import Path

import pytest

from harness.gateway import Gateway
from harness.home import Home
from harness.venvs import CLIENTS, python_with_client
from jvm import jvm_told
from told import Told, assert_refused

HEADER = "spark.connect.grpc.header."
VERSIONS = pytest.mark.parametrize("version", CLIENTS)


@VERSIONS
def test_should_follow_the_headers_of_the_connection_string(home: Home, gateway: Gateway, version: str) -> None:
    # Given
    team = fresh_team()
    remote = f"{gateway.remote}/;x-sparkgate-team={team};x-sparkgate-environment=test;x-sparkgate-user=ada"

    # When
    with Told(home, python_with_client(version), remote) as client:
        told = client.does("begin", sql="SELECT current_catalog()")
        lease = only_lease_of(gateway, team)

    # Then
    assert told["seen"] == [["pedregal"]]
    assert (lease["environment"], lease["user"]) == ("test", "ada")


def test_should_follow_the_headers_of_the_jvm_client(gateway: Gateway, tmp_path: Path) -> None:
    # Given
    team = fresh_team()

    # When
    told = jvm_told(tmp_path, f"{gateway.remote}/;x-sparkgate-team={team};x-sparkgate-environment=test")

    # Then
    assert told["seen"] == "[42]"
    assert any_lease_of(gateway, team)["environment"] == "test"


@VERSIONS
def test_should_follow_the_pairs_of_pysparks_builder(home: Home, gateway: Gateway, version: str) -> None:
    # Given
    team = fresh_team()
    options = {
        "spark.sql.shuffle.partitions": "3",
        f"{HEADER}x-sparkgate-team": team,
        "spark.mine": "yes",
        f"{HEADER}x-sparkgate-environment": "test",
        f"{HEADER}x-sparkgate-user": "ada",
    }

    # When
    with Told(home, python_with_client(version), gateway.remote) as client:
        told = client.does("configured", options=options, sql="SELECT current_catalog()")
        kept = [client.does("get", key=key)["seen"] for key in ("spark.mine", "spark.sql.shuffle.partitions")]
        lease = only_lease_of(gateway, team)

    # Then
    assert told.get("seen") == [["pedregal"]], told
    assert (lease["environment"], lease["user"]) == ("test", "ada")
    assert kept == ["yes", "3"]


@VERSIONS
def test_should_refuse_pairs_that_name_an_unknown_environment(home: Home, gateway: Gateway, version: str) -> None:
    # When
    with Told(home, python_with_client(version), gateway.remote) as client:
        told = client.does("configured", options={f"{HEADER}x-sparkgate-environment": "nowhere"}, sql="SELECT 1")

    # Then
    assert_refused(told, "ENVIRONMENT_UNKNOWN", "nowhere")


# One by one and in the order of their hashes: which comes first depends on what else there is.
OTHERS: dict[str, dict[str, str]] = {
    "alone": {},
    "with a few": {"spark__sql__shuffle__partitions": "3", "spark__mine": "yes"},
    "among many": {f"spark__mine__{number}": "yes" for number in range(40)},
}


@pytest.mark.parametrize("others", OTHERS)
def test_should_follow_the_pairs_of_the_jvm_clients_builder(gateway: Gateway, tmp_path: Path, others: str) -> None:
    # Given
    team = fresh_team()
    options = {
        "spark__connect__grpc__header__x-sparkgate-team": team,
        "spark__connect__grpc__header__x-sparkgate-environment": "test",
        **OTHERS[others],
    }

    # When
    told = jvm_told(tmp_path, gateway.remote, **options)

    # Then
    assert told.get("seen") == "[42]", told
    assert any_lease_of(gateway, team)["environment"] == "test"


def fresh_team() -> str:
    return f"team-{uuid.uuid4().hex[:8]}"


def leases_of(gateway: Gateway, team: str) -> list[dict[str, object]]:
    leases: list[dict[str, object]] = gateway.call("GET", f"/api/v1/leases?team={team}").body["leases"]
    return leases


def any_lease_of(gateway: Gateway, team: str) -> dict[str, object]:
    leases = leases_of(gateway, team)
    assert leases, f"no lease of team {team}"
    return leases[-1]


def only_lease_of(gateway: Gateway, team: str) -> dict[str, object]:
    (lease,) = leases_of(gateway, team)
    return lease
