"""The real JVM client, unmodified, in a Maven build that `run` starts."""

from pathlib import Path

import pytest

from harness.gateway import Gateway
from harness.home import Home
from harness.venvs import CLIENTS

PROJECT = Path(__file__).parent / "jvm" / "pom.xml"


@pytest.mark.parametrize("version", CLIENTS)
def test_should_pass_the_tests_of_a_maven_project(home: Home, gateway: Gateway, version: str) -> None:
    # When
    maven = ["mvn", "--quiet", "--batch-mode", "--file", str(PROJECT), "-Dquick", f"-Dspark.client.version={version}"]
    result = home.cli("run", "--environment", "test", "--", *maven, "test")

    # Then
    assert result.status == 0, str(result)
    reports = list(PROJECT.parent.glob(f"target/{version}/surefire-reports/*.txt"))
    assert len(reports) == 2
