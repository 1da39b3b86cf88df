"""A Spark that cannot be had, or is damaged: the reason reaches whoever asked for a lease."""

from pathlib import Path

import pytest

from harness.client import Client
from harness.fixtures import NewHome
from harness.home import Home

OFFLINE = "<settings><offline>true</offline></settings>"


def pool_config(folder: Path, spark: str) -> Path:
    config = folder / "sparkgate.yaml"
    config.write_text(f'pools: {{default: {{cluster: laptop, spark: "{spark}", max: 1}}}}\n')
    return config


def spark_home(folder: Path, home: Home) -> Path:
    """Makes a SPARK_HOME of links to the jars of the runtime that the warm gateway uses."""
    classpath = home.folder / "runtimes" / "spark-4.1.2" / "classpath"
    jars = folder / "spark" / "jars"
    jars.mkdir(parents=True)
    for jar in map(Path, classpath.read_text().splitlines()[1:]):
        jars.joinpath(jar.name).symlink_to(jar)
    return jars.parent


def test_should_tell_which_places_were_tried_when_there_is_no_such_spark(new_home: NewHome, tmp_path: Path) -> None:
    # Given
    home = new_home()
    home.up("--config", pool_config(tmp_path, "9.9.9"), "--idle", "10m")

    # When
    result = home.cli("run", "--", "true")

    # Then
    assert result.status == 125, str(result)
    assert "RUNTIME_UNAVAILABLE" in result.err
    for word in ("9.9.9", "SPARK_HOME", "Maven"):
        assert word in result.err, str(result)
    assert "\tat " not in result.err


def test_should_tell_what_to_do_when_maven_is_offline(root: Path, home: Home, tmp_path: Path) -> None:
    # Given
    settings = tmp_path / ".m2" / "settings.xml"
    settings.parent.mkdir()
    settings.write_text(OFFLINE)
    empty = Home(tmp_path / "home", home.variables)
    java_options = f"{empty.environment()['SPARKGATE_JAVA_OPTS']} -Duser.home={tmp_path}"

    # When
    result = empty.cli("run", "--", "true", env={"SPARKGATE_JAVA_OPTS": java_options, "HOME": str(tmp_path)})

    # Then
    assert result.status == 125, str(result)
    assert "RUNTIME_UNAVAILABLE" in result.err
    assert "offline" in result.err
    assert "sparkgate runtime install" in result.err
    assert empty.gateways() == []


def test_should_name_the_jar_that_is_damaged(new_home: NewHome, home: Home, tmp_path: Path) -> None:
    # Given
    spark = spark_home(tmp_path, home)
    core = next(spark.glob("jars/spark-core_2.13-*.jar"))
    content = core.read_bytes()
    core.unlink()
    core.write_bytes(content[: len(content) // 2])

    # When
    result = new_home().cli("run", "--", "true", env={"SPARK_HOME": str(spark)})

    # Then
    assert result.status == 125, str(result)
    assert "DRIVER_START_FAILED" in result.err
    assert str(core) in result.err
    assert "SPARK_HOME" in result.err


def test_should_tell_why_a_driver_did_not_start(new_home: NewHome, home: Home, tmp_path: Path) -> None:
    # Given
    spark = spark_home(tmp_path, home)
    for jar in spark.glob("jars/spark-connect-common*.jar"):
        jar.unlink()
    for jar in spark.glob("jars/scala-library*.jar"):
        jar.unlink()

    # When
    result = new_home().cli("run", "--", "true", env={"SPARK_HOME": str(spark)})

    # Then
    assert result.status == 125, str(result)
    for word in (
        "DRIVER_START_FAILED",
        "exit status",
        "java: ",
        "runtime: ",
        str(spark),
        "likely causes",
        "last lines",
    ):
        assert word in result.err, str(result)


@pytest.mark.parametrize("version", ["9.9.9", "four"])
def test_should_refuse_to_install_what_is_no_spark(home: Home, version: str) -> None:
    # When
    result = home.cli("runtime", "install", version)

    # Then
    assert result.status == 125, str(result)
    assert "RUNTIME_UNAVAILABLE" in result.err
    assert version in result.err


def test_should_use_the_spark_that_the_user_has(new_home: NewHome, home: Home, tmp_path: Path, python: Path) -> None:
    # Given
    own = new_home()
    spark = spark_home(tmp_path, home)

    # When
    gateway = own.up("--idle", "10m", env={"SPARK_HOME": str(spark)})
    lease = gateway.acquire()

    # Then
    with Client(own, python, lease, "connect") as client:
        assert client.result().ok().out == "42\n"
    runtimes = own.cli("runtime", "list", env={"SPARK_HOME": str(spark)}).ok().out
    assert str(spark) in runtimes
