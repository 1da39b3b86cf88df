"""Notebooks: the example, and what happens to a lease beneath one."""

import itertools
from pathlib import Path

import nbformat
import pytest

from harness.fixtures import NewHome
from harness.gateway import Gateway
from harness.home import CHECKOUT, LAUNCHER, Home
from harness.polling import eventually
from notebook import Notebook

_EXAMPLE = CHECKOUT / "examples" / "notebook"


def _variables(home: Home, installed: Path, **more: str) -> dict[str, str]:
    return home.environment({"PYTHONPATH": str(installed), "SPARKGATE_BIN": str(LAUNCHER), **more})


def test_should_run_the_example_to_its_plot(new_home: NewHome, installed: Path) -> None:
    # Given
    home = new_home()
    gateway = home.up("--idle", "10m", "--config", _EXAMPLE / "sparkgate.yaml")
    content = nbformat.read(_EXAMPLE / "daily_events.ipynb", as_version=4)
    # When
    notebook = Notebook.run(content, _variables(home, installed, JUPYTERHUB_USER="ada"), _EXAMPLE)
    # Then
    assert "Connected to Spark 4.1.2" in notebook.text(0)
    assert "Team: data-science, Environment: staging" in notebook.text(0)
    assert "User: ada" in notebook.text(0)
    assert "|raw" in notebook.text(1)
    assert "|events" in notebook.text(1)
    lines = [line.split("|")[1:4] for line in notebook.text(2).splitlines() if line.startswith("|20")]
    days, events, users = zip(*lines, strict=True)
    assert all(one < other for one, other in itertools.pairwise(days))
    assert all(int(count) > 0 for count in (*events, *users))
    width, height = notebook.image_size(3)
    assert width > 800
    assert 1.5 < width / height < 2.5
    (lease,) = gateway.leases(**{"from": "jupyter"})
    assert lease["user"] == "ada"
    eventually(lambda: gateway.lease(lease["id"])["state"] == "ENDED", "the lease ended with the last cell")


def test_should_tell_how_to_reconnect_when_the_lease_is_over(home: Home, gateway: Gateway, installed: Path) -> None:
    # Given
    content = Notebook.of(
        "from sparkgate import get_spark\nspark = get_spark(team='data-science', environment='test')",
        f"import urllib.request\nlease = {gateway.http!r} + '/api/v1/leases/'\n"
        "import sparkgate._connections as c\n(own,) = c._open.values()\n"
        "urllib.request.urlopen(urllib.request.Request(lease + own.lease.id, method='DELETE')).close()",
        "# fails\nspark.sql('SELECT 1').show()",
        "spark = get_spark(team='data-science', environment='test')\nprint(spark.range(3).count())",
    )
    # When
    notebook = Notebook.run(content, _variables(home, installed), CHECKOUT)
    # Then
    assert "of this Spark session is over: RELEASED" in notebook.text(2)
    assert "To reconnect:  spark = get_spark(team='data-science', environment='test')" in notebook.text(2)
    assert notebook.text(3).strip().endswith("3")


def test_should_show_a_bar_while_a_query_runs(home: Home, gateway: Gateway, installed: Path) -> None:
    # Given
    slow = (
        "import time\nfrom pyspark.sql.functions import udf\n"
        "sleep = udf(lambda number: time.sleep(1.5) or number, 'long')\n"
        "spark.range(0, 8, 1, 8).select(sleep('id')).collect()"
    )
    content = Notebook.of("from sparkgate import get_spark\nspark = get_spark(environment='test')", slow)
    # When
    notebook = Notebook.run(content, _variables(home, installed), CHECKOUT)
    # Then
    bars = notebook.shown(1, "text/html")
    assert bars, "it was displayed"
    assert set(bars) == {""}, "and is gone when the query is done"


@pytest.mark.parametrize("name", ["spark_connect_helper", "sparkgate"])
def test_should_have_the_names_of_the_helper(name: str) -> None:
    module = pytest.importorskip(name)
    for function in ("get_spark", "show_catalogs", "show_databases", "show_tables", "describe_table"):
        assert callable(getattr(module, function))
