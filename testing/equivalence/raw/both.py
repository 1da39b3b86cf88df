"""The same actions on both ways to one server."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from pprint import pformat
from typing import TypeVar

from raw.session import Metadata, RawSession

T = TypeVar("T")


@dataclass(frozen=True)
class Both:
    """Knows where the server listens, and where the gateway does."""

    direct: str
    gateway: str
    # Leads through the gateway to that very server.
    routing: tuple[tuple[str, str], ...] = ()

    def same(self, actions: Callable[[RawSession], T], metadata: Metadata = ()) -> T:
        """Does the actions in a session of each, and asserts that what they return is equal; returns that."""
        with RawSession(self.direct, metadata) as session:
            expected = actions(session)
        with RawSession(self.gateway, (*metadata, *self.routing)) as session:
            seen = actions(session)
        assert seen == expected, _difference(expected, seen)
        return expected


def _difference(expected: object, seen: object) -> str:
    if isinstance(expected, list) and isinstance(seen, list):
        pairs = zip(expected, seen, strict=True)
        return "\n".join(f"{place}: {_difference(*pair)}" for place, pair in enumerate(pairs) if pair[0] != pair[1])
    lines = difflib.unified_diff(pformat(expected).splitlines(), pformat(seen).splitlines(), "direct", "gateway", n=1)
    return "\n".join(lines)
