"""The real PySpark, unmodified, with the SPARK_REMOTE that `run` gives it."""

from pathlib import Path

import pytest

from harness.gateway import Gateway
from harness.home import Home
from harness.venvs import CLIENTS, python_with_client

SCRIPTS = Path(__file__).parent / "clients"


@pytest.mark.parametrize("version", CLIENTS)
@pytest.mark.parametrize(
    "script", ["frames", "functions", "artifacts", "large", "failures", "config", "interrupt", "sessions"]
)
def test_should_do_all_that_the_script_asserts(home: Home, gateway: Gateway, script: str, version: str) -> None:
    # When
    python = python_with_client(version)
    result = home.cli("run", "--environment", "test", "--", python, SCRIPTS / f"{script}.py")

    # Then
    assert result.status == 0, str(result)
