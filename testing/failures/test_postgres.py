"""A gateway that keeps its leases in PostgreSQL: the database crashes, the gateway is killed, a second one comes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness import processes
from harness.fixtures import CACHES, assert_nothing_left
from harness.gateway import Gateway
from harness.home import Home
from harness.polling import eventually, on_quiet_machine
from harness.postgres import Postgres
from told import Told

CONFIG = """\
gateway:
  state: {{jdbc: "{url}", user: {user}, password-env: TEST_DATABASE_PASSWORD}}
pools: {{default: {{min-idle: 1, max: 1}}}}
"""
PASSWORD = {"TEST_DATABASE_PASSWORD": Postgres.password}


class Kept:
    """A gateway whose leases are in a database."""

    def __init__(self, home: Home, config: Path, postgres: Postgres) -> None:
        self.home = home
        self.postgres = postgres
        self.config = config
        write(self.config, postgres)
        self.gateway = home.up("--config", self.config, "--idle", "10m", env=PASSWORD)

    def up_again(self) -> None:
        """Starts the next gateway where clients look for the one that was killed."""
        grpc, http = (url.rpartition(":")[2] for url in (self.gateway.remote, self.gateway.http))
        options = ("--grpc-port", grpc, "--http-port", http, "--idle", "10m", "--config", self.config)
        self.gateway = Gateway.of(self.home.cli("up", "--detach", "--json", *options, env=PASSWORD).json())


def write(config: Path, postgres: Postgres) -> None:
    config.write_text(CONFIG.format(url=postgres.url, user=postgres.user))


@pytest.fixture(scope="module")
def kept(root: Path, home: Home, gateway: Gateway) -> Iterator[Kept]:
    own = Home.beside(home, root / "postgres home", *CACHES)
    with Postgres() as postgres:
        try:
            kept = Kept(own, root / "postgres.yaml", postgres)
            kept.gateway.ready_driver()
            yield kept
        finally:
            own.cli("down").ok()
        assert_nothing_left(own)


def test_should_serve_sessions_while_the_database_is_away(kept: Kept, python: Path) -> None:
    # Given
    gateway = kept.gateway
    lease, other = gateway.acquire(), gateway.acquire()
    with Told(kept.home, python, lease["remote"]) as client:
        assert client.does("begin", sql="SELECT 1")["seen"] == [[1]]

        # When
        kept.postgres.crash()
        refused = gateway.call("POST", "/api/v1/leases", {"environment": "test", "labels": {"test": "away"}})

        # Then
        assert (refused.status, refused.body["code"]) == (503, "STATE_UNAVAILABLE"), refused
        assert client.does("query", sql="SELECT 2")["seen"] == [[2]]

        # When
        released = gateway.call("DELETE", f"/api/v1/leases/{other['id']}")

        # Then
        assert released.status in (204, 503), released

        # When
        kept.postgres.start()
        answer = eventually(lambda: granted(gateway), "a lease after the database is back", within=on_quiet_machine(20))

        # Then
        assert isinstance(answer, str)
        gateway.release(answer)
        gateway.release(lease["id"])
    for one in gateway.leases():
        gateway.await_state(one["id"], "ENDED", within=60)


def test_should_lose_no_lease_when_the_gateway_is_killed(kept: Kept, python: Path) -> None:
    # Given
    lease = kept.gateway.acquire(key="kept")
    with Told(kept.home, python, lease["remote"]) as client:
        assert client.does("begin", sql="CREATE TABLE pedregal.default.t AS SELECT 7 AS x")["seen"] == []

        # When
        processes.kill(kept.gateway.pid)
        kept.up_again()

        # Then
        assert client.does("query", sql="SELECT x FROM pedregal.default.t")["seen"] == [[7]]
    again = kept.gateway.acquire(key="kept")
    assert (again["id"], again["secret"]) == (lease["id"], lease["secret"])
    kept.gateway.release(lease["id"])
    kept.gateway.await_state(lease["id"], "ENDED")


def test_should_refuse_a_second_gateway_on_the_same_database(kept: Kept, root: Path) -> None:
    # Given
    other = Home.beside(kept.home, root / "second home", *CACHES)
    config = root / "second.yaml"
    write(config, kept.postgres)

    # When
    ports = ("--grpc-port", "0", "--http-port", "0")
    refused = other.cli("up", "--detach", "--config", config, *ports, env=PASSWORD)

    # Then
    assert refused.status == 125, str(refused)
    assert "STATE_UNAVAILABLE" in refused.err
    assert f"is in use by another gateway: process {kept.gateway.pid}" in refused.err
    assert processes.touching(other.folder) == {}


def granted(gateway: Gateway) -> str | None:
    answer = gateway.call("POST", "/api/v1/leases", {"environment": "test"})
    if answer.status not in (200, 201, 202):
        return None
    lease: str = answer.body["id"]
    return lease
