"""However `run` ends, the lease is given back at once."""

import signal
import subprocess
import time

import pytest

from harness import processes
from harness.gateway import Gateway
from harness.home import LAUNCHER, Home
from harness.polling import eventually, on_quiet_machine
from harness.terminal import Terminal

IGNORES_SIGNALS = "trap '' INT TERM; echo started; while :; do read line || sleep 0.2; done"


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_should_give_back_within_two_seconds_when_a_signal_ends_it(
    home: Home, gateway: Gateway, number: signal.Signals, status: int
) -> None:
    # Given
    label = f"signal-{number.name}"
    run = started(home, label, "echo started; exec sleep 300")

    # When
    run.send_signal(number)

    # Then
    assert seconds_to_give_back(gateway, label) < on_quiet_machine(2)
    _, err = run.communicate(timeout=30)
    assert run.returncode == status, err
    assert f"exit {status}" in err


def test_should_give_back_within_two_seconds_when_the_command_ignores_the_signal(home: Home, gateway: Gateway) -> None:
    # Given
    run = started(home, "stubborn", IGNORES_SIGNALS)

    # When
    run.send_signal(signal.SIGTERM)

    # Then
    assert seconds_to_give_back(gateway, "stubborn") < on_quiet_machine(2)
    run.kill()
    end_commands(home)
    run.communicate(timeout=30)


def test_should_give_back_within_seconds_when_killed(home: Home, gateway: Gateway) -> None:
    # Given
    run = started(home, "killed", "echo started; exec sleep 301")

    # When
    run.kill()

    # Then
    assert seconds_to_give_back(gateway, "killed") < on_quiet_machine(5)
    end_commands(home)
    run.communicate(timeout=30)


def test_should_give_back_when_somebody_presses_ctrl_c(home: Home, gateway: Gateway) -> None:
    # Given
    script = "echo started; exec sleep 302"
    command = ["run", "--environment", "test", "--label", "test=ctrl-c", "--", "sh", "-c", script]
    with Terminal([str(LAUNCHER), *command], home.environment()) as terminal:
        terminal.read_until("started")

        # When
        terminal.write("\x03")

        # Then
        assert seconds_to_give_back(gateway, "ctrl-c") < on_quiet_machine(2)
        assert terminal.wait() == 130
        assert "exit 130" in terminal.read_until("exit 130")


def started(home: Home, label: str, script: str) -> subprocess.Popen[str]:
    run = home.start("run", "--environment", "test", "--label", f"test={label}", "--", "sh", "-c", script)
    assert run.stdout is not None
    assert run.stdout.readline() == "started\n"
    return run


def seconds_to_give_back(gateway: Gateway, label: str) -> float:
    start = time.monotonic()
    eventually(
        lambda: all(lease["state"] in ("ENDING", "ENDED") for lease in gateway.leases(test=label)),
        f"lease of {label} given back",
        within=60,
    )
    return time.monotonic() - start


def end_commands(home: Home) -> None:
    """Ends what a killed `run` could not: its command."""
    for pid, command in processes.touching(home.folder).items():
        if command.startswith(("sleep 301", "sh -c trap")):
            processes.kill(pid)
