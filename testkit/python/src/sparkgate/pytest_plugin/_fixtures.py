"""The fixtures; registered late, so that they hold against those of other plugins."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from sparkgate import _session
from sparkgate._lease import Lease
from sparkgate.errors import SparkgateError
from sparkgate.pytest_plugin import _client
from sparkgate.pytest_plugin._book import Book
from sparkgate.pytest_plugin._need import Need, uses_spark

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.fixture(scope="session")
def _sparkgate_book(request: pytest.FixtureRequest) -> Book:
    from sparkgate.pytest_plugin import BOOK

    return request.config.stash[BOOK]


@pytest.fixture(scope="session")
def spark_lease(_sparkgate_book: Book) -> Lease:
    """The lease: `id`, `remote`, `namespace`, `environment`, `expires_at`, `extend(…)`."""
    with _plainly():
        return _sparkgate_book.base()


@pytest.fixture(scope="session")
def spark_remote(spark_lease: Lease) -> str:
    """The URL for SparkSession.builder.remote, for further clients in the same namespace."""
    return spark_lease.remote


@pytest.fixture(scope="module")
def _sparkgate_place(request: pytest.FixtureRequest, _sparkgate_book: Book) -> Iterator[Lease]:
    """The lease that a module, class or test is on; a parameter says what a class or test needs of its own."""
    with contextlib.ExitStack() as stack:
        with _plainly():
            need = getattr(request, "param", None) or _of_module(request.node, _sparkgate_book)
            lease = stack.enter_context(_sparkgate_book.place(need))
        yield lease


@pytest.fixture(scope="module")
def spark(_sparkgate_place: Lease, _sparkgate_book: Book) -> "Iterator[SparkSession]":
    """A Spark session in the lease's namespace."""
    with _plainly():
        session = _sparkgate_book.session(_sparkgate_place)
    with _client.remote_of(_sparkgate_place):
        yield session
    _stop(session, _sparkgate_place)


@pytest.fixture(scope="module")
def spark_session(spark: "SparkSession") -> "SparkSession":
    """The same as `spark`, by the name that pytest-spark has for it."""
    return spark


@pytest.fixture(autouse=True)
def _sparkgate_function(request: pytest.FixtureRequest) -> Iterator[None]:
    """Puts in place what a test has to itself, before its other fixtures of function scope."""
    if not uses_spark(request.node):
        yield
        return
    book: Book = request.getfixturevalue("_sparkgate_book")
    node = request.node.nodeid
    with contextlib.ExitStack() as stack:
        stack.callback(book.off, node)
        with _plainly():
            own = _own(request, book, stack)
        book.on(node, own["spark_lease"])
        for name, value in own.items():
            stack.enter_context(_replaced(request, name, value))
        yield


def refresh(item: pytest.Item, book: Book) -> None:
    """Undoes the fixtures of a lease that is over, so that this test sets them up anew."""
    for name in ("_sparkgate_place", "spark_lease"):
        definition = _definition(item, name)
        lease = _value(definition)
        if isinstance(lease, Lease) and book.is_over(lease):
            book.lost(lease)
            definition.finish(item._request)  # type: ignore[attr-defined]


def _own(request: pytest.FixtureRequest, book: Book, stack: contextlib.ExitStack) -> dict[str, Any]:
    """Returns the values that differ for this test, by the fixture's name."""
    need = Need.of(request.node, book.options)
    if "_sparkgate_place" in request.fixturenames:
        lease: Lease = request.getfixturevalue("_sparkgate_place")
        around = request.getfixturevalue("spark") if "spark" in request.fixturenames else None
    else:
        lease, around = stack.enter_context(book.place(need)), None
    own: dict[str, Any] = {"spark_lease": lease, "spark_remote": lease.remote}
    if need.isolation == "fork":
        copy = stack.enter_context(book.fork(lease, request.node.nodeid))
        own = {"spark_lease": copy, "spark_remote": copy.remote}
        if around is not None:
            own["spark"] = book.session(copy)
            stack.enter_context(_client.remote_of(copy))
            stack.callback(_client.make_active, around)
            stack.callback(_stop, own["spark"], copy)
    elif need.isolation == "session" and around is not None:
        own["spark"] = _session.clone(around, lease.remote)
        _client.make_active(own["spark"])
        stack.callback(_client.make_active, around)
        stack.callback(_stop, own["spark"], lease)
    if "spark" in own:
        own["spark_session"] = own["spark"]
    return own


@contextlib.contextmanager
def _replaced(request: pytest.FixtureRequest, name: str, value: Any) -> Iterator[None]:
    """Has a fixture of wider scope give another value while a test runs, to the test and its own fixtures."""
    definition = _definition(request.node, name)
    if definition is None or name not in request.fixturenames:
        yield
        return
    request.getfixturevalue(name)
    kept = definition.cached_result
    definition.cached_result = (value, kept[1], None)
    arguments = request.node.funcargs
    had = name in arguments
    if had:
        arguments[name] = value
    try:
        yield
    finally:
        definition.cached_result = kept


def _definition(item: pytest.Item, name: str) -> Any:
    definitions = item._fixtureinfo.name2fixturedefs.get(name)  # type: ignore[attr-defined]
    found = definitions[-1] if definitions else None
    # A fixture of the user's own by our name is not ours to touch.
    return found if found is not None and found.func.__module__ == __name__ else None


def _value(definition: Any) -> Any:
    result = getattr(definition, "cached_result", None)
    return result[0] if result is not None and result[2] is None else None


def _of_module(node: Any, book: Book) -> Need:
    return Need.of(node, book.options)


def _stop(session: "SparkSession", lease: Lease) -> None:
    _session.end(session, reachable=not lease.is_out_of_reach())


@contextlib.contextmanager
def _plainly() -> Iterator[None]:
    """Fails with the message alone: a way through this plugin helps nobody."""
    try:
        yield
    except SparkgateError as failure:
        pytest.fail(str(failure), pytrace=False)
