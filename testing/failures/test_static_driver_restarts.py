"""A driver that others run, restarted on its port: it is another one, whatever its address."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.fixtures import NewHome
from harness.gateway import Gateway
from harness.home import Home
from harness.polling import on_quiet_machine
from harness.spark_server import SparkServer, installed_class_path
from harness.venvs import CLIENTS, python_with_client
from told import Told, assert_session_over

CONFIG = """\
clusters: {{others: {{backend: static, drivers: [{{address: "{address}"}}]}}}}
pools: {{others: {{cluster: others, max: 1}}}}
environments:
  plain: {{pools: [{{pool: others}}], namespace: {{lifetime: none}}}}
"""


@pytest.fixture(scope="module")
def server(root: Path, home: Home, gateway: Gateway, python: Path) -> Iterator[SparkServer]:
    with SparkServer(root / "static server", installed_class_path(home, "4.1"), python) as started:
        yield started


@pytest.mark.parametrize("version", CLIENTS)
def test_should_make_clients_open_a_new_session(
    new_home: NewHome, server: SparkServer, tmp_path: Path, version: str
) -> None:
    # Given
    home = new_home()
    config = tmp_path / "sparkgate.yaml"
    config.write_text(CONFIG.format(address=server.address))
    gateway = home.up("--config", config, "--idle", "10m")
    gateway.ready_driver()
    remote = f"{gateway.remote}/"
    with Told(home, python_with_client(version), remote) as client:
        before = client.does("begin", sql="SELECT current_catalog()")
        client.does("view")

        # When
        server.kill()
        server.start()
        told = client.does("query", sql="SELECT * FROM mine")
        again = client.does("begin", sql="SELECT current_catalog()")

    # Then
    assert_session_over(told, within=on_quiet_machine(20))
    assert again.get("seen") == before["seen"], again
