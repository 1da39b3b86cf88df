"""A gateway, once it is found."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sparkgate._duration import text
from sparkgate._fixture_files import FixtureFiles
from sparkgate._http import Http
from sparkgate.errors import SparkgateError

_LEASES = "/api/v1/leases"


@dataclass(frozen=True)
class Gateway:
    """Speaks a gateway's HTTP API.

    `local` says whether it runs on this machine for this user, so that process ids and paths mean the same to it;
    `found` is how it was come by, for people.
    """

    url: str
    found: str
    local: bool = False
    token: str | None = field(default=None, repr=False)

    @property
    def http(self) -> Http:
        return Http(self.url, self.token)

    def is_healthy(self) -> bool:
        try:
            return self.http.call("GET", "/healthz", timeout=2).status == 200
        except SparkgateError:
            return False

    def acquire(self, order: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        """Asks for a lease; says too whether it is granted."""
        return self._ask(_LEASES, order)

    def fork(self, lease: str, order: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        return self._ask(f"{_LEASES}/{lease}/fork", order)

    def _ask(self, path: str, order: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        answer = self.http.call("POST", path, order)
        return answer.json(), answer.status != 202

    def lease(self, lease: str, wait: int | None = None) -> dict[str, Any]:
        query = "" if wait is None else f"?wait={wait}s"
        return self.http.call("GET", f"{_LEASES}/{lease}{query}", timeout=60 + (wait or 0)).json()

    def extend(self, lease: str, ttl: timedelta) -> dict[str, Any]:
        return self.http.call("POST", f"{_LEASES}/{lease}/extend", {"ttl": text(ttl)}).json()

    def release(self, lease: str) -> None:
        self.http.call("DELETE", f"{_LEASES}/{lease}", timeout=20)

    def release_key(self, key: str) -> None:
        """Releases what was asked for with the key, whether or not the request ever arrived."""
        self.http.call("DELETE", f"{_LEASES}?key={quote(key, safe='')}", timeout=20)

    def upload(self, fixtures: Sequence[str | Path]) -> list[str]:
        """Returns what to call these fixtures in an order; what the gateway has already does not travel again."""
        return [self._upload(FixtureFiles.at(path)) for path in fixtures]

    def _upload(self, fixture: FixtureFiles) -> str:
        if self.local:
            return str(fixture.path)
        path = f"/api/v1/fixtures/{fixture.id}"
        try:
            self.http.call("GET", path)
        except SparkgateError as refusal:
            if refusal.code != "FIXTURE_UNKNOWN":
                raise
            query = f"?name={quote(fixture.name, safe='')}"
            self.http.call("PUT", path + query, fixture.archive(), timeout=600, kind="application/zip")
        return fixture.id
