"""What is told when something that is needed is not there."""

import subprocess
import sys
from pathlib import Path

import pytest

from harness.gateway import Gateway
from harness.home import Home, surroundings

_GET = "from sparkgate import get_spark\nget_spark(environment='test')"


def _told(python: Path, script: str, variables: dict[str, str], folder: Path) -> str:
    """Runs a script that fails; returns the last line that it says."""
    answer = subprocess.run(
        [str(python), "-c", script],
        env={**surroundings(), **variables},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert answer.returncode != 0
    return answer.stderr.strip().splitlines()[-1]


@pytest.fixture(scope="session")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bare") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    return folder / "bin" / "python"


def _distribution(folder: Path, name: str, version: str) -> None:
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    info.joinpath("METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")


def test_should_name_the_package_when_there_is_no_client(bare_python: Path, installed: Path, tmp_path: Path) -> None:
    told = _told(bare_python, _GET, {"PYTHONPATH": str(installed)}, tmp_path)
    assert "CLIENT_MISSING: no Spark client in" in told
    assert "pip install 'sparkgate[client]'" in told


def test_should_refuse_a_client_when_it_is_too_old(bare_python: Path, installed: Path, tmp_path: Path) -> None:
    _distribution(tmp_path / "old", "pyspark", "3.4.1")
    told = _told(bare_python, _GET, {"PYTHONPATH": f"{installed}:{tmp_path / 'old'}"}, tmp_path)
    assert "CLIENT_TOO_OLD: pyspark 3.4.1 is too old (expected: 3.5 or newer" in told


def test_should_refuse_two_clients_over_each_other(bare_python: Path, installed: Path, tmp_path: Path) -> None:
    _distribution(tmp_path / "two", "pyspark", "4.0.1")
    _distribution(tmp_path / "two", "pyspark-client", "4.1.3")
    told = _told(bare_python, _GET, {"PYTHONPATH": f"{installed}:{tmp_path / 'two'}"}, tmp_path)
    assert "CLIENT_AMBIGUOUS: two Spark clients are installed over each other" in told
    assert "pip uninstall -y pyspark pyspark-client" in told


def test_should_list_where_it_looked_when_there_is_no_launcher(
    python: Path, installed: Path, tmp_path: Path, home: Home, gateway: Gateway
) -> None:
    nowhere = {"PYTHONPATH": str(installed), "SPARKGATE_HOME": str(tmp_path / "home"), "PATH": "/nonexistent"}
    told = _told(python, "from sparkgate import lease\nwith lease(): pass", nowhere, tmp_path)
    assert "LAUNCHER_NOT_FOUND: no gateway runs and none can be started" in told
    for place in ("SPARKGATE_BIN: not set", "checkout: ", "beside Python: ", "PATH: ", "set SPARKGATE_URL"):
        assert place in told


def test_should_say_so_when_the_launcher_is_none(python: Path, installed: Path, tmp_path: Path) -> None:
    wrong = {"PYTHONPATH": str(installed), "SPARKGATE_HOME": str(tmp_path / "home"), "SPARKGATE_BIN": "/nonexistent/x"}
    told = _told(python, "from sparkgate import lease\nwith lease(): pass", wrong, tmp_path)
    assert "SPARKGATE_BIN '/nonexistent/x' is not a command" in told


def test_should_pass_on_why_when_there_is_no_java(python: Path, installed: Path, tmp_path: Path) -> None:
    # Given
    launcher = tmp_path / "sparkgate"
    launcher.write_text("#!/bin/sh\necho 'sparkgate: RUNTIME_UNAVAILABLE: no Java found; install one' >&2\nexit 125\n")
    launcher.chmod(0o755)
    variables = {
        "PYTHONPATH": str(installed),
        "SPARKGATE_HOME": str(tmp_path / "home"),
        "SPARKGATE_BIN": str(launcher),
    }
    # When
    told = _told(python, "from sparkgate import lease\nwith lease(): pass", variables, tmp_path)
    # Then
    assert "RUNTIME_UNAVAILABLE: " in told
    assert "no Java found; install one" in told


def test_should_be_typed_and_have_its_alias(installed: Path) -> None:
    assert installed.joinpath("sparkgate", "py.typed").exists()
    assert installed.joinpath("spark_connect_helper.py").exists()
