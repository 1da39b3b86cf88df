"""Two leases on one driver use the same names and never meet."""

import subprocess
from pathlib import Path

from harness import files
from harness.gateway import Gateway
from harness.home import Home

EVENTS = Path(__file__).parent / "clients" / "events.py"


def test_should_keep_tables_apart_when_two_leases_share_a_driver(home: Home, gateway: Gateway, python: Path) -> None:
    # Given
    runs = [start(home, python, rows) for rows in (7, 11)]
    for run in runs:
        assert line(run) == "filled"
    leases = gateway.leases(test="isolation")
    assert len({lease["driver"] for lease in leases if lease["state"] == "ACTIVE"}) == 1

    # When
    answers = [run.communicate("go on\n", timeout=120) for run in runs]

    # Then
    assert [run.returncode for run in runs] == [0, 0], answers
    assert [out.strip() for out, _ in answers] == ["7 ['7'] ['default', 'raw']", "11 ['11'] ['default', 'raw']"]
    for lease in leases:
        gateway.await_state(lease["id"], "ENDED", within=30)
        assert files.mentioning(home.folder, lease["id"]) == []
    folders = {folder.name for folder in home.folder.glob("gateways/*/namespaces/*")}
    assert not {name for name in folders if not name.startswith("slot-")}


def start(home: Home, python: Path, rows: int) -> subprocess.Popen[str]:
    return home.start("run", "--environment", "test", "--label", "test=isolation", "--", python, EVENTS, str(rows))


def line(run: subprocess.Popen[str]) -> str:
    assert run.stdout is not None
    answer = run.stdout.readline().strip()
    return answer or f"ended: {run.communicate()}"
