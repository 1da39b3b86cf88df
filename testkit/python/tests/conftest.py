"""A warm gateway of this checkout, the package installed as a user would, and projects of users to run pytest in."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.gateway import Gateway
from harness.home import CHECKOUT, LAUNCHER, Home
from project import Project

# Drivers run Python functions with the client of these tests.
os.environ.setdefault("SPARKGATE_E2E_PYTHON_4_1_3", sys.executable)

pytest_plugins = ("harness.fixtures",)

MakeProject = Callable[..., Project]


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the package is installed in, from a wheel as pip makes it."""
    folder = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run(
        [*pip, "--no-build-isolation", "--target", str(folder), str(CHECKOUT / "testkit" / "python")], check=True
    )
    return folder


@pytest.fixture
def make_project(tmp_path: Path, installed: Path, home: Home, gateway: Gateway) -> MakeProject:
    """Makes a project whose pytest finds the warm gateway, or whatever its home has."""

    def make(*, home: Home = home, **files: str) -> Project:
        return Project.made(tmp_path, home, {"PYTHONPATH": str(installed), "SPARKGATE_BIN": str(LAUNCHER)}, files)

    return make


@pytest.fixture
def at_home(monkeypatch: pytest.MonkeyPatch, home: Home, gateway: Gateway) -> Gateway:
    """Has this process find the warm gateway."""
    for name in list(os.environ):
        if name.startswith(("SPARK_", "SPARKGATE_", "JUPYTERHUB_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("SPARKGATE_HOME", str(home.folder))
    monkeypatch.setenv("SPARKGATE_BIN", str(LAUNCHER))
    return gateway
