"""The real PySpark, unmodified, with the SPARK_REMOTE that `run` gives it."""

from pathlib import Path

import pytest

from harness.fixtures import NewHome
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


def test_should_serve_the_older_spark_when_a_pool_is_of_it(new_home: NewHome, tmp_path: Path) -> None:
    # Given
    home = new_home()
    python = python_with_client("4.0.4")
    config = tmp_path / "sparkgate.yaml"
    config.write_text('pools: {default: {cluster: laptop, spark: "4.0", max: 1}}\n')
    home.up("--config", config, "--idle", "10m", env={"SPARKGATE_PYTHON": str(python)})

    # When
    result = home.cli("run", "--environment", "test", "--", python, SCRIPTS / "frames.py")

    # Then
    assert result.status == 0, str(result)
    assert [driver["spark"].startswith("4.0.") for driver in home.cli("drivers", "--json").json()["drivers"]] == [True]
