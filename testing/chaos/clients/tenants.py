"""Clients of which each takes lease after lease, and works in it; one JSON line for each lease that is over.

tenants.py HTTP NAME CLIENTS LEASES SEED: a lease ends WORKED, with what was seen, or FAILED, with what was told.
"""

import json
import random
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from itertools import count
from typing import Any

from pyspark.sql.connect.client.retries import DefaultPolicy
from pyspark.sql.connect.session import SparkSession

# As long as a gateway may take to be there again.
_PATIENCE = 60
_printing = threading.Lock()


class RefusedError(Exception):
    """The gateway answered with a problem."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(problem["detail"])
        self.code = problem["code"]


class Api:
    """The HTTP API of a gateway that may be away for a while."""

    def __init__(self, http: str) -> None:
        self._http = http

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                return self._once(method, path, body)
            except urllib.error.HTTPError as refused:
                raise RefusedError(json.loads(refused.read())) from None
            except OSError:  # nobody listens, or died while answering: the same key gets the same lease
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.3)

    def _once(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self._http + path, data=data, method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=30) as response:
            content = response.read()
        return json.loads(content) if content else None


class Tenant(threading.Thread):
    """One client."""

    def __init__(self, api: Api, name: str, numbers: Iterator[int], leases: int, dice: random.Random) -> None:
        super().__init__(name=name)
        self._api, self._numbers, self._leases, self._dice = api, numbers, leases, dice

    def run(self) -> None:
        for number in self._numbers:
            if number >= self._leases:
                return
            key = f"{self.name}-{number}"
            start = time.monotonic()
            outcome: dict[str, Any] = {"key": key}
            try:
                self._live(key, outcome)
                outcome["end"] = "WORKED"
            except Exception as failure:
                outcome |= {"end": "FAILED", "type": type(failure).__name__, "message": str(failure)}
                outcome["code"] = getattr(failure, "code", None) if isinstance(failure, RefusedError) else None
            outcome["seconds"] = round(time.monotonic() - start, 2)
            with _printing:
                print(json.dumps(outcome), flush=True)

    def _live(self, key: str, outcome: dict[str, Any]) -> None:
        order = {"environment": "test", "team": self.name, "key": key, "labels": {"key": key}}
        lease = self._api.call("POST", "/api/v1/leases", order)
        outcome["id"] = lease["id"]
        if self._dice.random() < 0.3:
            # An answer that got lost: the same again.
            again = self._api.call("POST", "/api/v1/leases", order)
            outcome["again"] = again["id"]
        while lease["state"] in ("QUEUED", "PREPARING"):
            lease = self._api.call("GET", f"/api/v1/leases/{lease['id']}?wait=5s")
        if lease["state"] != "ACTIVE":
            raise RefusedError({"code": lease.get("problem", {}).get("code", lease["reason"]), "detail": str(lease)})
        outcome |= {"namespace": lease["namespace"], "driver": lease["driver"]}
        try:
            if self._dice.random() < 0.85:
                outcome["seen"] = self._work(lease, key)
        finally:
            if self._dice.random() < 0.8:
                self._api.call("DELETE", f"/api/v1/leases/{lease['id']}")
                outcome["released"] = True

    def _work(self, lease: dict[str, Any], key: str) -> Any:
        spark = SparkSession.builder.remote(lease["remote"]).create()
        # The least waiting: 2 + 3 + 4.5 + … seconds is longer than a gateway is away.
        spark.client.set_retry_policies([DefaultPolicy(max_retries=10, initial_backoff=500, max_backoff=5000)])
        try:
            spark.sql("create database if not exists pedregal.raw").collect()
            spark.sql(f"create table pedregal.raw.events as select '{key}' as origin").collect()
            rows = [row[0] for row in spark.sql("select origin from pedregal.raw.events").collect()]
            tables = [row[1] for row in spark.sql("show tables in pedregal.raw").collect()]
            return {"rows": rows, "tables": tables}
        finally:
            if self._dice.random() < 0.5:  # others just go away
                spark.client.set_retry_policies([DefaultPolicy(max_retries=0)])
                spark.stop()


def main() -> None:
    http, name, clients, leases, seed = sys.argv[1:]
    numbers = count()  # next() of it is atomic
    tenants = [
        Tenant(Api(http), f"{name}{i}", numbers, int(leases), random.Random(f"{seed}-{name}-{i}"))
        for i in range(int(clients))
    ]
    for tenant in tenants:
        tenant.start()
    for tenant in tenants:
        tenant.join()


if __name__ == "__main__":
    main()
