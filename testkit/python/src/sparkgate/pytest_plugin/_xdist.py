"""pytest-xdist: one controller, several worker processes."""

import uuid
from dataclasses import dataclass, replace
from typing import Any

import pytest

from sparkgate import _finder, _processes
from sparkgate.errors import SparkgateError
from sparkgate.pytest_plugin._report import Tally


@dataclass(frozen=True)
class Run:
    """Which run this process is part of: by its name all workers find the lease that they share."""

    id: str | None
    worker: str | None = None
    holder: "dict[str, object] | None" = None
    attempt: int = 0

    def again(self) -> "Run":
        """Returns the same for the lease after one that was lost."""
        if self.id is None:
            return self
        name = self.id.partition("#")[0]
        return replace(self, id=f"{name}#{self.attempt + 1}", attempt=self.attempt + 1)


def worker(config: pytest.Config) -> str | None:
    """Returns the worker's name, such as gw0; None in a process that is none."""
    given = getattr(config, "workerinput", None)
    return None if given is None else str(given["workerid"])


def run(config: pytest.Config) -> Run:
    given = getattr(config, "workerinput", None)
    if given is None:
        return Run(None)
    return Run(f"pytest-{given['testrunuid']}", str(given["workerid"]), given.get("sparkgate_holder"))


def is_controller(config: pytest.Config) -> bool:
    return worker(config) is None and getattr(config.option, "dist", "no") not in (None, "no")


def hand_over(config: pytest.Config, tally: Tally) -> None:
    """Gives the controller what a worker has counted."""
    output = getattr(config, "workeroutput", None)
    if output is not None:
        output["sparkgate"] = tally.to_dict()


class Nodes:
    """The controller's side."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._run = uuid.uuid4().hex

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        node.workerinput["sparkgate_holder"] = _processes.identity()
        self._run = node.workerinput.get("testrunuid", self._run)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        self._tally.add(getattr(node, "workeroutput", {}).get("sparkgate"))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Gives back what the workers shared; a worker that was killed cannot."""
        if not is_controller(session.config) or self._tally.has_kept or not self._tally.gateways:
            return
        for url in self._tally.gateways:
            try:
                gateway = _finder.look(None, url)
                if gateway is not None:
                    gateway.release_key(f"pytest-{self._run}")
            except SparkgateError:
                continue  # it ends with this process, or by its time
