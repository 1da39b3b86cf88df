"""A gateway that runs, and its HTTP API."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from harness.polling import eventually


@dataclass(frozen=True)
class Answer:
    """What the HTTP API answered; `body` is its JSON, or None."""

    status: int
    body: Any


@dataclass(frozen=True)
class Gateway:
    """Where a gateway listens."""

    remote: str
    http: str
    pid: int
    environments: tuple[str, ...]

    @staticmethod
    def of(record: dict[str, Any]) -> "Gateway":
        return Gateway(record["remote"], record["http"], record["pid"], tuple(record["environments"]))

    @property
    def address(self) -> str:
        return self.remote.removeprefix("sc://")

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Answer:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.http + path, data=data, method=method, headers={"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=90) as response:
                return Answer(response.status, _json(response.read()))
        except urllib.error.HTTPError as refused:
            return Answer(refused.code, _json(refused.read()))

    def acquire(self, **order: Any) -> dict[str, Any]:
        """Acquires a lease and waits until it is granted."""
        answer = self.call("POST", "/api/v1/leases", {"environment": "test", **order})
        assert answer.status in (200, 201, 202), answer
        lease: dict[str, Any] = answer.body
        return self.await_state(lease["id"], "ACTIVE") if answer.status == 202 else lease

    def lease(self, lease_id: str) -> dict[str, Any]:
        answer = self.call("GET", f"/api/v1/leases/{lease_id}")
        assert answer.status == 200, answer
        lease: dict[str, Any] = answer.body
        return lease

    def await_state(self, lease_id: str, state: str, within: float = 120) -> dict[str, Any]:
        eventually(lambda: self.lease(lease_id)["state"] == state, f"lease {lease_id} {state}", within)
        return self.lease(lease_id)

    def leases(self, **wanted: str) -> list[dict[str, Any]]:
        """Returns the leases that have these labels."""
        leases: list[dict[str, Any]] = self.call("GET", "/api/v1/leases").body["leases"]
        return [lease for lease in leases if wanted.items() <= lease["labels"].items()]

    def release(self, lease_id: str) -> None:
        assert self.call("DELETE", f"/api/v1/leases/{lease_id}").status == 204

    def drivers(self) -> list[dict[str, Any]]:
        drivers: list[dict[str, Any]] = self.call("GET", "/api/v1/drivers").body["drivers"]
        return drivers

    def ready_driver(self, within: float = 180) -> dict[str, Any]:
        """Waits for a driver that is ready, and returns it."""
        found = eventually(
            lambda: [driver for driver in self.drivers() if driver["state"] == "READY"], "a driver READY", within
        )
        return found[0]


def _json(content: bytes) -> Any:
    return json.loads(content) if content[:1] in (b"{", b"[") else None
