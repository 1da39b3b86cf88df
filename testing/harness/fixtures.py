"""What the suites that drive ./sparkgate share: one warm gateway, and homes of their own for tests that break one."""

import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness import files, processes
from harness.gateway import Gateway
from harness.home import Home
from harness.polling import eventually
from harness.venvs import CLIENTS, python_with_client

NewHome = Callable[[], Home]

CACHES = ("runtimes", "cds")


def pytest_configure(config: pytest.Config) -> None:
    """A test run that is told to end takes down what it started; what it starts ignores no signal that we ignore."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    config.addinivalue_line("markers", "late: waits for something that takes long, so it comes last")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("late") is not None)


@pytest.fixture(scope="session")
def root() -> Iterator[Path]:
    """The folder of everything that is made by the tests; nothing that ran in it is left in the end."""
    folder = Path(tempfile.mkdtemp(prefix="sparkgate-e2e-"))
    yield folder
    left = processes.touching(folder)
    for pid in left:
        processes.kill(pid)
    shutil.rmtree(folder)
    assert left == {}, "processes that were left running"


@pytest.fixture(scope="session")
def python() -> Path:
    """A Python with the newest client, which drivers run functions with."""
    return python_with_client(CLIENTS[0])


@pytest.fixture(scope="session")
def home(root: Path, python: Path) -> Home:
    """The home of the warm gateway."""
    return Home(root / "warm home", {"SPARKGATE_PYTHON": str(python)})


@pytest.fixture(scope="session")
def gateway(home: Home) -> Iterator[Gateway]:
    """The warm gateway: its driver is ready."""
    started = home.up("--idle", "10m")
    try:
        started.ready_driver()
        yield started
    finally:
        home.cli("down").ok()
    assert_nothing_left(home)


@pytest.fixture
def new_home(root: Path, gateway: Gateway, home: Home) -> Iterator[NewHome]:
    """Makes homes for gateways of a test's own, with the caches of the warm one; each is left clean."""
    made: list[Home] = []

    def make() -> Home:
        fresh = Home.beside(home, Path(tempfile.mkdtemp(prefix="home ", dir=root)), *CACHES)
        made.append(fresh)
        return fresh

    yield make
    for used in made:
        used.cli("down", "--all").ok()
        assert_nothing_left(used)


def assert_nothing_left(home: Home) -> None:
    """No process, no warehouse, no temporary file."""
    eventually(lambda: processes.touching(home.folder) == {}, f"no process of {home.folder} left", within=30)
    assert files.leftovers(home.folder) == []
    assert home.temporary_files() == []
