"""Where nothing runs, `run` starts a gateway; runs that start at the same moment share one."""

from pathlib import Path

from harness import processes
from harness.fixtures import NewHome, assert_nothing_left
from harness.polling import eventually


def test_should_start_one_gateway_when_two_runs_start_at_once(new_home: NewHome, python: Path) -> None:
    # Given
    home = new_home()
    script = "import os; print(os.environ['SPARKGATE_URL'])"

    # When
    runs = [home.start("run", "--", python, "-c", script) for _ in range(2)]
    ends = [run.communicate(timeout=240) for run in runs]

    # Then
    assert [run.returncode for run in runs] == [0, 0], ends
    assert len({out for out, _ in ends}) == 1, ends
    assert len(home.gateways()) == 1
    assert sum("starting a gateway" in err for _, err in ends) == 1, ends
    status = home.cli("status", "--json").json()
    assert status["ephemeral"] is True
    assert status["leases"] == 0


def test_should_end_the_gateway_with_the_job_on_ci(new_home: NewHome) -> None:
    # Given
    home = new_home()

    # When
    result = home.cli("run", "--", "sh", "-c", "exit 5", env={"CI": "true"})

    # Then
    assert result.status == 5, str(result)
    assert home.gateways() == []
    assert_nothing_left(home)


def test_should_leave_nothing_when_a_signal_comes_while_it_starts(new_home: NewHome) -> None:
    # Given
    home = new_home()
    run = home.start("run", "--", "true")
    eventually(lambda: list(home.folder.glob("gateways/*/kind")), "a gateway that starts", within=60)

    # When
    run.terminate()
    out, err = run.communicate(timeout=60)

    # Then
    assert run.returncode == 143, err
    assert out == ""
    eventually(lambda: home.gateways() or not processes.touching(home.folder), "a gateway ready or gone", within=60)
