"""The tests' side of a client that does what it is told."""

import json
import select
from pathlib import Path
from typing import Any

from harness.client import Client
from harness.home import Home

_SCRIPT = Path(__file__).parent / "clients" / "orders.py"


class Told(Client):
    """A PySpark in a process of its own; one order at a time."""

    def __init__(self, home: Home, python: Path, remote: str) -> None:
        super().__init__(home, python, {"remote": remote}, _SCRIPT)

    def order(self, act: str, **arguments: Any) -> None:
        """Tells it what to do, and does not wait."""
        self.tell(json.dumps({"do": act, **arguments}))

    def answer(self, within: float = 90) -> dict[str, Any]:
        """Waits for its next line."""
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], within)
        assert ready, f"the client said nothing within {within:g} s"
        line = self._process.stdout.readline()
        assert line, str(self.result())
        answer: dict[str, Any] = json.loads(line)
        return answer

    def does(self, act: str, within: float = 90, **arguments: Any) -> dict[str, Any]:
        """Tells it what to do, and returns how that went."""
        self.order(act, **arguments)
        return self.answer(within)


def assert_session_changed(answer: dict[str, Any], within: float) -> None:
    """What PySpark needs to be told so that its getOrCreate makes a session anew."""
    assert answer.get("condition") == "INVALID_HANDLE.SESSION_CHANGED", answer
    assert answer["seconds"] < within, answer


def assert_session_over(answer: dict[str, Any], within: float) -> None:
    """As a restarted server itself tells it: with an id of details that PySpark then fails to ask for."""
    assert answer.get("condition") in ("INVALID_HANDLE.SESSION_CHANGED", "NO_ACTIVE_SESSION"), answer
    assert answer["seconds"] < within, answer


def assert_refused(answer: dict[str, Any], code: str, *words: str, within: float = 10) -> None:
    """A refusal that is told at once, names its code and says what to do."""
    assert "failure" in answer, answer
    assert answer["seconds"] < within, answer
    for word in (code, *words):
        assert word in answer["message"], answer
