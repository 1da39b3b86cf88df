"""The real PySpark, unmodified: the same actions on both ways, and the same to be seen."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from harness.home import surroundings
from harness.venvs import CLIENTS, python_with_client
from raw.both import Both

SCRIPT = Path(__file__).parent / "clients" / "actions.py"
ACTIONS = [line.split("(")[0][4:] for line in SCRIPT.read_text().split("@action\n")[1:]]


@pytest.mark.parametrize("version", CLIENTS)
def test_should_see_the_same(both: Both, version: str) -> None:
    python = python_with_client(version)

    direct = seen(python, both.direct)
    gateway = seen(python, both.gateway)

    assert direct.keys() == set(ACTIONS)
    assert not {name: result for name, result in direct.items() if "raised" in result}
    assert [name for name in ACTIONS if gateway.get(name) != direct[name]] == [], differences(direct, gateway)


def seen(python: Path, address: str) -> dict[str, Any]:
    command = [str(python), str(SCRIPT), f"sc://{address}"]
    done = subprocess.run(command, env=surroundings(), capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr[-5000:]
    results = [json.loads(line) for line in done.stdout.splitlines()]
    print(address, {result["action"]: round(result["seconds"], 1) for result in results})
    return {result["action"]: result["seen"] for result in results}


def differences(direct: dict[str, Any], gateway: dict[str, Any]) -> str:
    return "\n".join(
        f"{name}:\n  direct  {direct[name]}\n  gateway {gateway.get(name)}"
        for name in ACTIONS
        if gateway.get(name) != direct[name]
    )
