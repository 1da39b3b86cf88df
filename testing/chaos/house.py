"""A gateway that is killed and started again on the same ports and the same database, which crashes as well."""

import json
import random
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from harness import processes
from harness.gateway import Gateway
from harness.home import Home
from harness.polling import eventually
from harness.postgres import Postgres

CONFIG = """\
gateway:
  grpc: {{port: {grpc}}}
  http: {{port: {http}}}
  state: {{jdbc: "{database}", user: {user}, password-env: TEST_DATABASE_PASSWORD}}
clusters:
  laptop: {{backend: process}}
pools:
  default: {{cluster: laptop, min-idle: 1, max: 2, leases-per-driver: 12, memory: 1g}}
environments:
  test:
    pools: [{{pool: default}}]
    namespace: {{name: "sjns-{{team}}-test-{{lease}}", lifetime: lease}}
    catalogs: {{pedregal: {{physical: pedregal-test, type: isolated}}}}
    lease: {{ttl: 1h, idle: 15m, max-wait: 3m}}
    access: {{teams: ["*"], leases-per-team: 100}}
"""


class House:
    """The gateway, and the bad things that may happen to it; each says what it did."""

    def __init__(self, home: Home, folder: Path, postgres: Postgres, dice: random.Random) -> None:
        self._home, self._postgres, self._dice = home, postgres, dice
        self._config = folder / "sparkgate.yaml"
        grpc, http = _free_ports()
        self._config.write_text(CONFIG.format(grpc=grpc, http=http, database=postgres.url, user=postgres.user))
        self.gateway = self._up()

    @property
    def mishaps(self) -> list[Callable[[], str]]:
        """What may happen, the more often the more often it is named."""
        return [self.kill_gateway, self.kill_gateway, self.kill_driver, self.crash_database]

    def kill_gateway(self) -> str:
        processes.kill(self.gateway.pid)
        self.gateway = self._up()
        return "gateway killed and started again"

    def kill_driver(self) -> str:
        ready = [driver for driver in self.gateway.drivers() if driver["state"] == "READY"]
        if not ready:
            return "no driver to kill"
        victim = self._dice.choice(ready)
        processes.kill(victim["pid"])
        return f"driver {victim['id']} killed"

    def crash_database(self) -> str:
        self._postgres.crash()
        time.sleep(self._dice.uniform(0, 3))
        self._postgres.start()
        return "database crashed and started again"

    def calm(self) -> None:
        """Ends every lease that is open still."""
        self.gateway.ready_driver()
        for lease in self.open_leases():
            self.gateway.release(lease["id"])

    def leases(self) -> dict[str, dict[str, Any]]:
        return {lease["id"]: lease for lease in self.gateway.call("GET", "/api/v1/leases").body["leases"]}

    def open_leases(self) -> list[dict[str, Any]]:
        return [lease for lease in self.leases().values() if lease["state"] != "ENDED"]

    def namespaces(self) -> list[str]:
        """Returns the folders of leases; slots made ahead are nobody's."""
        found = (folder.name for folder in self._home.folder.glob("**/namespaces/*"))
        return sorted(name for name in found if name.startswith("sjns-"))

    def await_nothing_left(self) -> None:
        eventually(lambda: self.open_leases() == [], "no open lease", within=60)
        eventually(lambda: self.namespaces() == [], "no namespace", within=30)
        queue = self.gateway.call("GET", "/api/v1/queue").body
        assert "QUEUED" not in json.dumps(queue), queue

    def _up(self) -> Gateway:
        options = ("--idle", "30m", "--config", self._config)
        env = {"TEST_DATABASE_PASSWORD": self._postgres.password}
        return Gateway.of(self._home.cli("up", "--detach", "--json", *options, env=env).json())


def _free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
        return one.getsockname()[1], two.getsockname()[1]
