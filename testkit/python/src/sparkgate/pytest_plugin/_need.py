"""What a test needs of Spark, by the markers of its module, its class and its own."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from _pytest.nodes import Node

from sparkgate._lease import pairs, paths
from sparkgate.pytest_plugin._options import Options

MARKER = (
    "sparkgate(fixtures=(), conf={}, isolation='namespace', environment=None, spark=None, ttl=None): what the session "
    "of the fixture `spark` starts with, and what it has to itself: 'namespace' (a lease of its own), 'fork' (each "
    "test a copy of the namespace as the fixtures of its module left it) or 'session' (each test its own "
    "temporary views)"
)
ISOLATIONS = ("namespace", "fork", "session")
_ARGUMENTS = ("fixtures", "conf", "isolation", "environment", "spark", "ttl")


@dataclass(frozen=True)
class Need:
    """`owner` is the node id of what has a lease to itself; None where the scope's lease will do."""

    environment: str
    fixtures: tuple[Path, ...] = ()
    conf: tuple[tuple[str, str], ...] = ()
    spark: str | None = None
    ttl: str | None = None
    isolation: str = "namespace"
    owner: str | None = None
    of_module: bool = False

    @staticmethod
    def base(options: Options) -> "Need":
        fixtures = tuple(_found(path, options.root, options.root) for path in options.fixtures)
        return Need(options.environment, fixtures, tuple(sorted(options.conf)))

    @staticmethod
    def of(node: Node, options: Options) -> "Need":
        """Reads the markers from the module inwards: fixtures add up, of all else the innermost holds."""
        need = Need.base(options)
        module = node.getparent(pytest.Module)
        if module is not None and options.scope == "module":
            need = replace(need, owner=module.nodeid, of_module=True)
        for at, mark in reversed(list(node.iter_markers_with_node("sparkgate"))):
            need = need._with(at, mark, options)
        return need

    def _with(self, node: Node, mark: pytest.Mark, options: Options) -> "Need":
        given = _arguments(node, mark)
        fixtures = tuple(_found(path, node.path.parent, options.root) for path in paths(given.get("fixtures", ())))
        settings = {name: given[name] for name in ("environment", "spark", "ttl") if given.get(name)}
        more = replace(
            self,
            fixtures=tuple(dict.fromkeys((*self.fixtures, *fixtures))),
            conf=tuple(sorted({**dict(self.conf), **dict(pairs(given.get("conf")))}.items())),
            isolation=given.get("isolation", self.isolation),
            **settings,
        )
        # A fork or a session alone is made of what is around it.
        if fixtures or given.get("conf") or settings or given.get("isolation") == "namespace":
            return replace(more, owner=node.nodeid, of_module=isinstance(node, pytest.Module))
        return more


def uses_spark(item: pytest.Item) -> bool:
    return "_sparkgate_book" in getattr(item, "fixturenames", ())


def _arguments(node: Node, mark: pytest.Mark) -> dict[str, Any]:
    where = f"marker sparkgate of {node.nodeid}"
    if mark.args:
        raise pytest.UsageError(
            f"{where} has a value without a name: {mark.args[0]!r} (expected: like fixtures='events.yaml'); name it"
        )
    for name in mark.kwargs:
        if name not in _ARGUMENTS:
            raise pytest.UsageError(
                f"{where} has an unknown argument '{name}' (expected: {', '.join(_ARGUMENTS)}); correct it"
            )
    isolation = mark.kwargs.get("isolation", "namespace")
    if isolation not in ISOLATIONS:
        raise pytest.UsageError(
            f"{where} has isolation={isolation!r} (expected: {', '.join(ISOLATIONS)}; a driver of one's own is not "
            "supported by this version); correct it"
        )
    conf = mark.kwargs.get("conf")
    if conf is not None and not isinstance(conf, dict):
        raise pytest.UsageError(f"{where} has conf={conf!r} (expected: a dict of Spark settings); correct it")
    return dict(mark.kwargs)


def _found(path: str | Path, beside: Path, root: Path) -> Path:
    """Returns where a fixture is: beside the test that names it, else from the root of the tests on."""
    places = dict.fromkeys((beside / path, root / path))
    found = next((place for place in places if place.exists()), None)
    # One that is nowhere fails the tests that need it, when they need it.
    return found or next(iter(places))
