"""The pytest plugin: fixtures `spark`, `spark_session`, `spark_lease` and `spark_remote`.

Nothing is looked for, started or leased before a selected test asks for one of them.
"""

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any

import pytest

from sparkgate.errors import SparkgateError
from sparkgate.pytest_plugin import _fixtures, _options, _report, _xdist
from sparkgate.pytest_plugin._book import Book, told
from sparkgate.pytest_plugin._need import MARKER, Need, uses_spark
from sparkgate.pytest_plugin._report import Tally

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

BOOK = pytest.StashKey[Book]()
TALLY = pytest.StashKey[Tally]()


def pytest_addoption(parser: pytest.Parser) -> None:
    _options.add(parser)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", MARKER)
    options = _options.read(config)
    tally = Tally(_xdist.worker(config))
    config.stash[TALLY] = tally
    config.stash[BOOK] = Book(options, tally, _xdist.run(config))
    # Later than other plugins: pytest-spark has a fixture `spark_session` too, and the last one holds.
    config.pluginmanager.register(_fixtures, "sparkgate-fixtures")
    if config.pluginmanager.has_plugin("xdist"):
        config.pluginmanager.register(_xdist.Nodes(tally), "sparkgate-xdist")


def pytest_unconfigure(config: pytest.Config) -> None:
    if BOOK in config.stash:
        config.stash[BOOK].close()


def pytest_report_header(config: pytest.Config) -> str:
    return _report.header(config.stash[BOOK].options)


def pytest_report_collectionfinish(config: pytest.Config, items: Sequence[pytest.Item]) -> str | None:
    """Leases now if a selected test will want it, so that the line can say how long it took."""
    if config.option.collectonly or _xdist.is_controller(config):
        return None
    book = config.stash[BOOK]
    wanting = (Need.of(item, book.options) for item in items if uses_spark(item))
    if not any(need.owner is None for need in wanting):
        return None
    try:
        return _report.leased(book.base())
    except SparkgateError as refusal:
        return f"sparkgate: {refusal}"  # each test that needs it fails with the same words


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Puts tests with a lease of their own last in their module: what its fixtures made is then made once."""
    options = config.stash[BOOK].options
    modules: dict[object, int] = {}
    for item in items:
        modules.setdefault(item.getparent(pytest.Module), len(modules))

    def place(item: pytest.Item) -> tuple[int, bool]:
        own = False
        if "_sparkgate_place" in getattr(item, "fixturenames", ()):
            need = Need.of(item, options)
            own = need.owner is not None and not need.of_module
        return modules[item.getparent(pytest.Module)], own

    if any(place(item)[1] for item in items):
        items.sort(key=place)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Gives tests with a marker of their class or their own a session of their own, hidden from the test's name."""
    if "_sparkgate_place" not in metafunc.fixturenames:
        return
    need = Need.of(metafunc.definition, metafunc.config.stash[BOOK].options)
    if need.owner is None or need.of_module:
        return
    hidden: Any = getattr(pytest, "HIDDEN_PARAM", "own")  # pytest before 8.4 can hide nothing
    metafunc.parametrize("_sparkgate_place", [need], indirect=True, ids=[hidden])


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Starts anew, with all that depends on it, what a dead gateway or driver has taken."""
    if uses_spark(item):
        _fixtures.refresh(item, item.config.stash[BOOK])


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: "pytest.CallInfo[None]") -> Generator[None, Any, None]:
    outcome = yield
    report: pytest.TestReport = outcome.get_result()
    if report.failed and call.when in ("setup", "call") and uses_spark(item):
        book = item.config.stash[BOOK]
        for lease in book.of(item.nodeid):
            report.sections.append((f"sparkgate lease {lease.id}", book.failed(lease)))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Gives everything back before the summary, which then can tell of it."""
    with told():
        session.config.stash[BOOK].close()
    _xdist.hand_over(session.config, session.config.stash[TALLY])


def pytest_terminal_summary(terminalreporter: "TerminalReporter", config: pytest.Config) -> None:
    _report.summary(terminalreporter, config.stash[TALLY])
