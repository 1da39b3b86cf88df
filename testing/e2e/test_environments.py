"""Environments on real drivers: what a query sees, where it runs, and what happens when a cluster stops."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from harness.client import Client
from harness.gateway import Gateway
from harness.home import Home
from harness.polling import eventually
from harness.rest_catalog import rest_catalog

CONFIG = """\
gateway:
  region: us-west-2
  header-aliases: {{team: x-doordash-team, environment: x-doordash-environment, user: x-doordash-user}}
  default-environment: pedregal-dev
clusters:
  laptop: {{backend: process}}
  usw2:   {{backend: process, region: us-west-2}}
  use1:   {{backend: process, region: us-east-1}}
pools:
  shared:    {{cluster: laptop, max: 1, memory: 640m}}
  prod-east: {{cluster: use1, max: 1, memory: 640m}}
  prod-west: {{cluster: usw2, max: 1, memory: 640m}}
environments:
  pedregal-dev:
    pools:     [{{pool: shared}}]
    namespace: {{name: "sjns-{{team}}-dev", lifetime: persistent}}
    catalogs:  {{pedregal: {{physical: pedregal-dev, type: isolated}}}}
  pedregal-test:
    pools:     [{{pool: shared}}]
    namespace: {{name: "sjns-{{team}}-test-{{lease}}", lifetime: lease}}
    catalogs:  {{pedregal: {{physical: pedregal-test, type: isolated}}}}
  pedregal-staging:
    pools:     [{{pool: shared}}]
    namespace: {{name: "sjns-{{team}}-staging", lifetime: persistent}}
    catalogs:  {{pedregal: {{physical: pedregal-staging, type: iceberg-rest, uri: "{rest}"}}}}
  prod:
    pools:     [{{pool: prod-east}}, {{pool: prod-west}}]
    namespace: {{name: "sjns-{{team}}-prod", lifetime: persistent}}
    catalogs:
      pedregal: {{physical: pedregal-prod, type: iceberg-hadoop, warehouse: "{lake}"}}
      mirror:
        type: conf
        class: org.apache.iceberg.spark.SparkCatalog
        properties: {{type: hadoop, warehouse: "{lake}"}}
    lease:     {{ttl: 1h}}
"""
NIGHT_POOL = "  night: {cluster: laptop, min-idle: 0, max: 1, memory: 640m}\n"
NIGHTLY = "  nightly: {pools: [{pool: night}]}\n"
ENVIRONMENTS = ("pedregal-dev", "pedregal-test", "pedregal-staging", "prod")


@pytest.fixture(scope="module")
def config(root: Path) -> Iterator[Path]:
    folder = root / "environments"
    folder.mkdir()
    with rest_catalog(folder / "rest") as uri:
        file = folder / "sparkgate.yaml"
        file.write_text(CONFIG.format(rest=uri, lake=folder / "lake"))
        yield file


@pytest.fixture(scope="module")
def house_home(root: Path, home: Home, gateway: Gateway) -> Home:
    return Home.beside(home, root / "environments-home", "runtimes", "cds")


@pytest.fixture(scope="module")
def house(house_home: Home, config: Path) -> Iterator[Gateway]:
    """A gateway with four environments in three clusters, all drivers ready."""
    started = house_home.up("--config", config)
    try:
        eventually(lambda: states(started) == ["READY"] * 3, "three drivers READY", within=240)
        yield started
    finally:
        house_home.cli("down").ok()


def test_should_give_each_environment_its_own_data(house_home: Home, house: Gateway, python: Path) -> None:
    # Given
    with ExitStack() as stack:
        clients = {name: stack.enter_context(session(house_home, house, python, name)) for name in ENVIRONMENTS}
        for name, client in clients.items():
            for statement in (
                "create database if not exists pedregal.raw",
                f"create table pedregal.raw.events as select '{name}' as origin",
            ):
                assert rows(client, statement) == []

        # When
        seen = {name: rows(client, "select * from pedregal.raw.events") for name, client in clients.items()}

        # Then
        assert seen == {name: [[name]] for name in ENVIRONMENTS}
        assert rows(clients["prod"], "select * from mirror.raw.events") == [["prod"]]
        leases = {lease["environment"]: lease for lease in house.leases() if lease["state"] == "ACTIVE"}
        assert leases["prod"]["driver"].startswith("prod-west"), "the gateway's own region goes first"
        assert leases["pedregal-staging"]["namespace"] == "sjns-search-staging"

    # Then: what is persistent is there for the next session, what is not is empty
    for name in ENVIRONMENTS:
        with session(house_home, house, python, name) as again:
            seen_again = rows(again, "select * from pedregal.raw.events")
            if name == "pedregal-test":
                assert "TABLE_OR_VIEW_NOT_FOUND" in seen_again["error"]
            else:
                assert seen_again == [[name]]


def test_should_keep_databases_of_the_session_catalog_apart(house_home: Home, house: Gateway, python: Path) -> None:
    # Given
    with (
        session(house_home, house, python, "pedregal-test", team="one") as one,
        session(house_home, house, python, "pedregal-test", team="two") as two,
    ):
        for number, client in ((1, one), (2, two)):
            assert rows(client, "create database spark_catalog.raw") == []
            assert rows(client, f"create table spark_catalog.raw.events as select {number} as n") == []

        # When / Then
        assert rows(one, "select * from spark_catalog.raw.events") == [[1]]
        assert rows(two, "select * from spark_catalog.raw.events") == [[2]]
        assert rows(two, "select * from spark_catalog.raw.events") == [[2]]


def test_should_move_new_sessions_to_the_next_cluster_when_one_stops(
    house_home: Home, house: Gateway, python: Path
) -> None:
    # Given
    west = driver_of(house, "prod-west")
    assert explain(house_home, "prod")["pool"] == "prod-west"

    # When
    os.kill(west["pid"], signal.SIGSTOP)
    try:
        eventually(lambda: driver_of(house, "prod-west")["health"] == "unhealthy", "prod-west unhealthy", within=30)
        explained = explain(house_home, "prod")
        with session(house_home, house, python, "prod", team="mover") as moved:
            answer = rows(moved, "select 1")
            lease = next(lease for lease in house.leases() if lease["team"] == "mover")
    finally:
        os.kill(west["pid"], signal.SIGCONT)

    # Then
    assert answer == [[1]]
    assert lease["driver"].startswith("prod-east")
    assert explained["pool"] == "prod-east"
    whys = {pool["pool"]: pool["why"] for pool in explained["pools"]}
    assert "do not answer" in whys["prod-west"]
    eventually(lambda: explain(house_home, "prod")["pool"] == "prod-west", "prod-west serves again", within=30)


def test_should_go_by_a_changed_file_without_a_restart(
    house_home: Home, house: Gateway, python: Path, config: Path
) -> None:
    # Given
    held = house.acquire(environment="prod", team="holder")
    before = config.read_text()
    try:
        # When: a bad file changes nothing
        config.write_text(before.replace("max: 1", "mx: 1", 1))
        refused = house_home.cli("reload")

        # Then
        assert refused.status == 2, str(refused)
        assert "sparkgate.yaml:10: pools.shared.mx: unknown key 'mx'" in refused.err
        assert "did you mean 'max'?" in refused.err

        # When: limits, an environment more, one less
        changed = before.replace("ttl: 1h", "ttl: 2h").replace("pools:\n", f"pools:\n{NIGHT_POOL}", 1) + NIGHTLY
        config.write_text(changed)
        told = house_home.cli("reload").ok().out

        # Then
        assert "environments.prod.lease.ttl: 1h → 2h" in told
        assert "environments.nightly: added" in told
        assert house.lease(held["id"])["expiresAt"] == held["expiresAt"], "running leases are untouched"
        assert explain(house_home, "nightly")["outcome"] == "STARTS"
        assert "nightly" in house_home.gateways()[-1].environments, "found by the name of its new environment"
        with session(house_home, house, python, "nightly") as nightly:
            assert rows(nightly, "select 'on demand'") == [["on demand"]]
            nightly.result()

        # When: all as before, and the gateway's port another
        config.write_text(before.replace("gateway:\n", "gateway:\n  grpc: {drain: 1s}\n"))
        told = house_home.cli("reload").ok().out

        # Then
        assert "environments.nightly: removed" in told
        assert "gateway.grpc.drain: 20s → 1s (holds when the gateway is started anew)" in told
        assert house.call("POST", "/api/v1/leases", {"environment": "nightly"}).body["code"] == "ENVIRONMENT_UNKNOWN"
        eventually(lambda: not any(d["pool"] == "night" for d in house.drivers()), "no driver of night", within=60)
        assert house.lease(held["id"])["state"] == "ACTIVE"
    finally:
        config.write_text(before)
        house_home.cli("reload").ok()
        house.release(held["id"])


def session(home: Home, gateway: Gateway, python: Path, environment: str, team: str = "search") -> Client:
    """A client that names its environment by the headers that its company has always used."""
    remote = f"{gateway.remote}/;x-doordash-team={team};x-doordash-environment={environment};x-doordash-user=ada"
    return Client(home, python, {"remote": remote}, "statements")


def rows(client: Client, statement: str) -> Any:
    return json.loads(client.ask(statement))


def states(gateway: Gateway) -> list[str]:
    return [driver["state"] for driver in gateway.drivers()]


def driver_of(gateway: Gateway, pool: str) -> dict[str, Any]:
    return next(driver for driver in gateway.drivers() if driver["pool"] == pool)


def explain(home: Home, environment: str) -> dict[str, Any]:
    result = home.cli("explain", "--environment", environment, "--team", "search", "--json")
    explained: dict[str, Any] = result.json()
    return explained
