"""Leases by themselves, in this process."""

import json
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from harness.fixtures import NewHome
from harness.gateway import Gateway
from harness.home import CHECKOUT, Home
from harness.polling import eventually
from sparkgate import SparkgateError, lease
from sparkgate._fixture_files import FixtureFiles

_EVENTS = CHECKOUT / "examples" / "fixtures" / "events.yaml"


def test_should_give_the_lease_back_when_its_block_fails(at_home: Gateway) -> None:
    # When
    with pytest.raises(ZeroDivisionError), lease(environment="test", ttl="30m", labels={"t": "1"}) as held:
        raise ZeroDivisionError
    # Then
    eventually(lambda: at_home.lease(held.id)["reason"] == "RELEASED", "released")
    assert held.end() == "RELEASED"
    held.release()


def test_should_share_nothing_with_a_fork(at_home: Gateway) -> None:
    # Given
    with lease(environment="test") as held:
        spark = held.session()
        spark.sql("CREATE NAMESPACE pedregal.raw")
        spark.sql("CREATE TABLE pedregal.raw.t AS SELECT 1 a")
        # When
        with held.fork() as fork:
            fork.session().sql("INSERT INTO pedregal.raw.t VALUES (2)")
            # Then
            assert fork.session().table("pedregal.raw.t").count() == 2
        assert spark.table("pedregal.raw.t").count() == 1
        spark.stop()


def test_should_extend_and_renew(at_home: Gateway) -> None:
    with lease(environment="test", ttl=timedelta(minutes=30)) as held:
        first = held.expires_at
        # When
        renewed = held.renew(), held.renew(share=1.1)
        # Then
        assert renewed == (False, True)
        assert held.expires_at > first
        assert held.extend("45m").expires_at > first


def test_should_send_fixtures_once_when_the_gateway_is_elsewhere(
    at_home: Gateway, home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # Given
    monkeypatch.setenv("SPARKGATE_URL", at_home.http)
    monkeypatch.setenv("SPARKGATE_HOME", str(tmp_path))  # so nobody knows that it runs here
    fixture = FixtureFiles.at(_EVENTS)
    # When
    with lease(environment="test", fixtures=_EVENTS) as held:
        # Then
        assert held.session().table("pedregal.raw.events").count() == 5
    assert sorted(fixture.files) == ["data/events.csv", "data/users.jsonl", "events.yaml", "more.sql"]
    known = at_home.call("GET", f"/api/v1/fixtures/{fixture.id}")
    assert known.status == 200, "named as the command line names it"


@pytest.mark.parametrize(
    ("asked", "code", "told"),
    [
        ({"environment": "nosuch"}, "ENVIRONMENT_UNKNOWN", "expected: one of local, test"),
        ({"environment": "test", "fixtures": "no.yaml"}, "FIXTURE_FAILED", "fixture 'no.yaml' is not there"),
        ({"environment": "test", "ttl": "soon"}, "REQUEST_INVALID", "'soon' is not a duration"),
        ({"environment": "test", "ttl": "900h"}, "REQUEST_INVALID", "ttl"),
        ({"gateway": "http://127.0.0.1:1"}, "GATEWAY_UNREACHABLE", "gateway http://127.0.0.1:1 does not answer"),
        ({"gateway": "localhost:15002"}, "GATEWAY_UNREACHABLE", "is not an address"),
    ],
)
def test_should_say_what_is_wrong(at_home: Gateway, asked: dict[str, str], code: str, told: str) -> None:
    # When
    with pytest.raises(SparkgateError) as refusal, lease(**asked):  # type: ignore[arg-type]
        pass
    # Then
    assert refusal.value.code == code
    assert told in str(refusal.value)
    assert str(refusal.value).startswith(code)


def test_should_refuse_a_broken_fixture_with_file_and_line(at_home: Gateway, tmp_path: Path) -> None:
    # Given
    file = tmp_path / "broken.yaml"
    file.write_text("tables:\n  pedregal.raw.t:\n    colums: {a: int}\n")
    # When
    with pytest.raises(SparkgateError) as refusal, lease(environment="test", fixtures=file):
        pass
    # Then
    assert refusal.value.code == "FIXTURE_FAILED"
    assert "broken.yaml:3" in str(refusal.value)


def test_should_start_one_gateway_when_two_processes_need_one(
    new_home: NewHome, installed: Path, python: Path, gateway: Gateway
) -> None:
    # Given
    home = new_home()
    script = "from sparkgate import lease\nwith lease(environment='test') as held: print(held.gateway, held.namespace)"
    # When
    both = [
        subprocess.Popen(
            [str(python), "-c", script],
            env=home.environment({"PYTHONPATH": str(installed), "SPARKGATE_BIN": str(CHECKOUT / "sparkgate")}),
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    answers = [process.communicate(timeout=200)[0].split() for process in both]
    # Then
    assert answers[0][0] == answers[1][0]
    assert answers[0][1] != answers[1][1]
    assert len(home.gateways()) == 1


def test_should_find_the_gateway_of_an_environment_in_the_users_own_file(
    at_home: Gateway, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # Given
    monkeypatch.setenv("SPARKGATE_HOME", str(tmp_path))
    tmp_path.joinpath("config.yaml").write_text(
        f"# mine\ngateways:\n  staging: https://nowhere.invalid\n  test: {json.dumps(at_home.http)} # here\n"
    )
    # When
    with lease(environment="test") as held:
        # Then
        assert held.gateway == at_home.http
