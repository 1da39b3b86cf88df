"""What cannot be granted is refused with its code and the offending value; nothing is started for it."""

from pathlib import Path

import pytest

from harness import files
from harness.fixtures import NewHome
from harness.gateway import Gateway
from harness.home import Home

REFUSED: list[tuple[list[str], int, list[str]]] = [
    (["--environment", "nowhere"], 125, ["ENVIRONMENT_UNKNOWN", "'nowhere'", "local", "test"]),
    (["--ttl", "9h"], 125, ["9h", "at most 4h", "max-ttl"]),
    (["--ttl", "10x"], 2, ["REQUEST_INVALID", "'10x'", "10m"]),
    (["--ttl", "-5m"], 2, ["REQUEST_INVALID", "-5m"]),
    (["--max-wait", "soon"], 2, ["REQUEST_INVALID", "'soon'"]),
    (["--spark", "9.9"], 125, ["9.9"]),
    (["--ttll", "5m"], 2, ["REQUEST_INVALID", "--ttll", "--ttl"]),
    (["--fixtures", "data.yaml"], 125, ["FIXTURE_FAILED", "data.yaml", "is not there"]),
    (["--gateway", "http://127.0.0.1:1"], 125, ["GATEWAY_UNREACHABLE", "127.0.0.1:1"]),
    (["--gateway", "not a url"], 125, ["not a url"]),
]


@pytest.mark.parametrize(("options", "status", "words"), REFUSED)
def test_should_refuse_with_a_clear_error(
    home: Home, gateway: Gateway, options: list[str], status: int, words: list[str]
) -> None:
    # When
    result = home.cli("run", "--label", "test=refused", *options, "--", "sh", "-c", "echo ran")

    # Then
    assert result.status == status, str(result)
    assert result.out == ""
    assert result.err.startswith("sparkgate: "), str(result)
    assert [word for word in words if word not in result.err] == [], str(result)
    assert "\tat " not in result.err
    assert [lease for lease in gateway.leases(test="refused") if lease["state"] != "ENDED"] == []


@pytest.mark.parametrize("options", [["--environment", "nowhere"], ["--ttl", "10x"], ["--fixtures", "data.yaml"]])
def test_should_start_no_gateway_for_what_it_refuses(new_home: NewHome, options: list[str]) -> None:
    # Given
    home = new_home()

    # When
    result = home.cli("run", *options, "--", "true")

    # Then
    assert result.status in (2, 125), str(result)
    assert home.gateways() == []
    assert files.leftovers(home.folder) == []


@pytest.mark.parametrize("command", [["frobnicate"], ["lease", "extra"], ["extend", "id"], ["down", "--al"]])
def test_should_end_with_2_when_the_usage_is_wrong(home: Home, gateway: Gateway, command: list[str]) -> None:
    # When
    result = home.cli(*command)

    # Then
    assert result.status == 2, str(result)
    assert "REQUEST_INVALID" in result.err
    assert "--help" in result.err


def test_should_say_one_thing_when_the_gateway_cannot_be_reached(home: Home) -> None:
    # When
    result = home.cli("run", "--", "true", env={"SPARKGATE_URL": "http://127.0.0.1:1"})

    # Then
    assert result.status == 125, str(result)
    assert len(result.err.splitlines()) == 1, str(result)
    assert "SPARKGATE_URL" in result.err


def test_should_tell_when_its_folder_cannot_be_made(home: Home, tmp_path: Path) -> None:
    # Given
    file = tmp_path / "file"
    file.touch()

    # When
    result = home.cli("run", "--", "true", env={"SPARKGATE_HOME": str(file)})

    # Then
    assert result.status == 125, str(result)
    assert "STATE_UNAVAILABLE" in result.err
    assert str(file) in result.err
    assert "SPARKGATE_HOME" in result.err
