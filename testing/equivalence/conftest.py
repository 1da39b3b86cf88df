"""One Spark server for all tests, and one gateway in front of it that leaves sessions as the server makes them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.fixtures import assert_nothing_left
from harness.gateway import Gateway
from harness.home import Home
from harness.polling import eventually
from harness.spark_server import SparkServer, installed_class_path
from harness.wire import Wire
from raw.both import Both
from raw.mirror import Mirror

pytest_plugins = ("harness.fixtures",)

_CONFIG = """\
gateway: {{default-environment: plain}}
clusters:
  plain: {{backend: static, drivers: [{{address: "{server}"}}]}}
  wired: {{backend: static, drivers: [{{address: "{wire}"}}]}}
  mirrored: {{backend: static, drivers: [{{address: "{mirror}", token-env: MIRROR_TOKEN}}]}}
pools:
  plain: {{cluster: plain, min-idle: 1, max: 1, leases-per-driver: 10000}}
  wired: {{cluster: wired, min-idle: 1, max: 1, leases-per-driver: 10000}}
  mirrored: {{cluster: mirrored, min-idle: 1, max: 1, leases-per-driver: 10000}}
environments:
  plain:
    pools: [{{pool: plain}}]
    namespace: {{lifetime: none}}
    access: {{teams: ["*"], leases-per-team: 10000}}
  wired:
    pools: [{{pool: wired}}]
    namespace: {{lifetime: none}}
    access: {{teams: ["*"], leases-per-team: 10000}}
  mirrored:
    pools: [{{pool: mirrored}}]
    namespace: {{lifetime: none}}
    access: {{teams: ["*"], leases-per-team: 10000}}
"""
_WAYS = 3
MIRROR_TOKEN = "what-the-mirror-wants"


@pytest.fixture(scope="session")
def server(root: Path, home: Home, python: Path) -> Iterator[SparkServer]:
    """The Spark server, which knows nothing of a gateway."""
    conf = {
        "spark.connect.progress.reportInterval": "100ms",
        # What was on its way when a connection was cut is asked for again; by default a server keeps 10 MB of it.
        "spark.connect.execute.reattachable.observerRetryBufferSize": "256m",
    }
    with SparkServer(root / "server", installed_class_path(home, "4.1"), python, conf=conf) as started:
        yield started


@pytest.fixture(scope="session")
def server_wire(server: SparkServer) -> Iterator[Wire]:
    """The wire between the gateway and the server, for the environment `wired`."""
    with Wire(server.address) as wire:
        yield wire


@pytest.fixture(scope="session")
def mirror(server: SparkServer) -> Iterator[Mirror]:
    """What stands between the gateway and the server, for the environment `mirrored`."""
    with Mirror(server.address) as started:
        yield started


@pytest.fixture(scope="session")
def gateway(root: Path, home: Home, server: SparkServer, server_wire: Wire, mirror: Mirror) -> Iterator[Gateway]:
    """The gateway, with all ways to the server ready."""
    config = root / "sparkgate.yaml"
    config.write_text(_CONFIG.format(server=server.address, wire=server_wire.address, mirror=mirror.address))
    started = home.up("--config", config, "--idle", "30m", env={"MIRROR_TOKEN": MIRROR_TOKEN})
    try:
        eventually(lambda: [driver["state"] for driver in started.drivers()] == ["READY"] * _WAYS, "all ready", 60)
        yield started
    finally:
        home.cli("down").ok()
    assert_nothing_left(home)


@pytest.fixture(scope="session")
def both(server: SparkServer, gateway: Gateway) -> Both:
    return Both(server.address, gateway.address)
