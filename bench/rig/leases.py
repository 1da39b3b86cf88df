"""Takes and gives back leases by the HTTP API."""

from __future__ import annotations

from http.client import HTTPConnection
from typing import Any

from rig.sparkgate import request


def acquire(connection: HTTPConnection) -> dict[str, Any]:
    lease = request(connection, "POST", "/api/v1/leases", {"environment": "local", "ttl": "10m"})
    if lease["state"] != "ACTIVE":
        raise RuntimeError(f"lease {lease['id']} is {lease['state']} (expected: ACTIVE, the driver being ready)")
    return dict(lease)


def release(connection: HTTPConnection, lease: dict[str, Any]) -> None:
    request(connection, "DELETE", f"/api/v1/leases/{lease['id']}")
