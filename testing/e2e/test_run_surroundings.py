"""What the command gets: the terminal's streams, the folder, and the variables of its lease."""

import json
import os
import re
from pathlib import Path

import pytest

from harness.gateway import Gateway
from harness.home import LAUNCHER, Home

PRINT_ENVIRONMENT = "import json, os; print(json.dumps(dict(os.environ)))"
NAMES = [
    "SPARK_REMOTE",
    "SPARK_CONNECT_GATEWAY",
    "SPARK_CONNECT_TEAM",
    "SPARK_CONNECT_ENV",
    "SPARK_CONNECT_USER",
    "SPARKGATE_URL",
    "SPARKGATE_LEASE_ID",
    "SPARKGATE_LEASE_SECRET",
    "SPARKGATE_NAMESPACE",
]


@pytest.fixture
def seen(home: Home, gateway: Gateway, python: Path) -> dict[str, str]:
    """What a command finds in its environment."""
    result = home.cli(
        *("run", "--environment", "test", "--team", "search", "--user", "ada", "--label", "test=variables"),
        *("--", python, "-c", PRINT_ENVIRONMENT),
        env={"SPARK_CONNECT_AUTHENTICATE_TOKEN": "of another server", "MINE": "kept"},
    )
    variables: dict[str, str] = json.loads(result.ok().out)
    return variables


def test_should_set_all_variables_of_the_lease(gateway: Gateway, seen: dict[str, str]) -> None:
    lease = gateway.lease(seen["SPARKGATE_LEASE_ID"])
    assert {name: seen.get(name) for name in NAMES} == {
        "SPARK_REMOTE": f"{gateway.remote}/;x-sparkgate-lease={seen['SPARKGATE_LEASE_SECRET']}",
        "SPARK_CONNECT_GATEWAY": gateway.address,
        "SPARK_CONNECT_TEAM": "search",
        "SPARK_CONNECT_ENV": "test",
        "SPARK_CONNECT_USER": "ada",
        "SPARKGATE_URL": gateway.http,
        "SPARKGATE_LEASE_ID": lease["id"],
        "SPARKGATE_LEASE_SECRET": seen["SPARKGATE_LEASE_SECRET"],
        "SPARKGATE_NAMESPACE": f"sjns-search-test-{lease['id']}",
    }
    assert re.fullmatch(r"[A-Za-z0-9_-]{20,}", seen["SPARKGATE_LEASE_SECRET"])
    assert lease["namespace"] == seen["SPARKGATE_NAMESPACE"]


def test_should_leave_the_rest_of_the_environment_alone(seen: dict[str, str]) -> None:
    assert seen["MINE"] == "kept"
    assert seen["PATH"] == os.environ["PATH"]
    # With it PySpark would speak TLS to a gateway that does not.
    assert "SPARK_CONNECT_AUTHENTICATE_TOKEN" not in seen


def test_should_pass_stdin_and_keep_the_streams_apart(home: Home, gateway: Gateway) -> None:
    # When
    result = home.cli("run", "--", "sh", "-c", "cat; echo aside >&2", stdin="one\ntwo\n")

    # Then
    assert result.ok().out == "one\ntwo\n"
    assert result.err.startswith("aside\n")


def test_should_run_in_the_callers_folder(home: Home, gateway: Gateway, tmp_path: Path) -> None:
    assert home.cli("run", "--", "pwd", cwd=tmp_path).ok().out.strip() == str(tmp_path)


def test_should_pass_arguments_as_they_are(home: Home, gateway: Gateway) -> None:
    # When
    arguments = ["two words", "", "--ttl", "*", "$HOME", "@file", "ünï"]
    result = home.cli("run", "--", "printf", "[%s]", *arguments)

    # Then
    assert result.ok().out == "".join(f"[{argument}]" for argument in arguments)


def test_should_run_from_anywhere_through_a_link(home: Home, gateway: Gateway, tmp_path: Path) -> None:
    # Given
    link = tmp_path / "sg"
    link.symlink_to(LAUNCHER)

    # When
    result = home.cli("run", "--", "./tool", launcher=link, cwd=make_tool(tmp_path))

    # Then
    assert result.ok().out == "tool ran\n"


def test_should_give_a_run_within_a_run_a_lease_of_its_own(home: Home, gateway: Gateway) -> None:
    # When
    tell = "echo $SPARKGATE_LEASE_ID $SPARKGATE_URL"
    result = home.cli("run", "--", "sh", "-c", f"{tell}; '{LAUNCHER}' run -- sh -c '{tell}'")

    # Then
    (outer, first), (inner, second) = (line.split() for line in result.ok().out.splitlines())
    assert outer != inner
    assert first == second == gateway.http


def make_tool(folder: Path) -> Path:
    tool = folder / "tool"
    tool.write_text("#!/bin/sh\necho tool ran\n")
    tool.chmod(0o755)
    return folder
