"""The exit status of `run` is that of the command; what Sparkgate has to say about it stands on stderr."""

import re
from pathlib import Path

import pytest

from harness.gateway import Gateway
from harness.home import Home


@pytest.mark.parametrize("status", [0, 1, 3, 42, 255])
def test_should_end_with_the_status_of_the_command(home: Home, gateway: Gateway, status: int) -> None:
    assert home.cli("run", "--", "sh", "-c", f"exit {status}").status == status


@pytest.mark.parametrize(("signal", "status"), [("TERM", 143), ("KILL", 137), ("SEGV", 139)])
def test_should_end_as_a_shell_would_when_a_signal_ended_the_command(
    home: Home, gateway: Gateway, signal: str, status: int
) -> None:
    assert home.cli("run", "--", "sh", "-c", f"kill -{signal} $$").status == status


def test_should_end_with_127_when_the_command_is_not_there(home: Home, gateway: Gateway) -> None:
    # When
    result = home.cli("run", "--label", "test=not-there", "--", "no-such-command-anywhere", "argument")

    # Then
    assert result.status == 127, str(result)
    assert "no-such-command-anywhere" in result.err
    assert gateway.leases(test="not-there") == []


def test_should_end_with_126_when_the_command_cannot_be_executed(home: Home, gateway: Gateway, tmp_path: Path) -> None:
    # Given
    text = tmp_path / "notes.txt"
    text.write_text("no program")

    # When
    result = home.cli("run", "--", text)

    # Then
    assert result.status == 126, str(result)
    assert str(text) in result.err


def test_should_end_with_126_and_give_back_when_the_command_names_an_interpreter_that_is_not_there(
    home: Home, gateway: Gateway, tmp_path: Path
) -> None:
    # Given
    script = tmp_path / "script"
    script.write_text("#!/no/such/interpreter\n")
    script.chmod(0o755)

    # When
    result = home.cli("run", "--label", "test=interpreter", "--", script)

    # Then
    assert result.status == 126, str(result)
    assert {lease["state"] for lease in gateway.leases(test="interpreter")} <= {"ENDING", "ENDED"}


def test_should_end_with_2_when_there_is_no_command(home: Home, gateway: Gateway) -> None:
    # When
    result = home.cli("run", "--")

    # Then
    assert result.status == 2, str(result)
    assert "COMMAND" in result.err


def test_should_print_one_summary_line_when_the_command_has_ended(home: Home, gateway: Gateway) -> None:
    # When
    result = home.cli("run", "--environment", "test", "--team", "search", "--", "sh", "-c", "echo out; exit 3")

    # Then
    assert result.out == "out\n"
    assert re.fullmatch(
        r"sparkgate: lease \w+ in environment test, namespace sjns-search-test-\w+, "
        r"waited \d+(ms|\.\d+s), ran \d+\.\d+s, exit 3\n",
        result.err,
    ), result.err
