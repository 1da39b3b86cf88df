"""Without a Java that will do, the launcher says so before anything else."""

import os
from pathlib import Path

import pytest

from harness.home import CHECKOUT, LAUNCHER, Home

LAUNCHERS = [LAUNCHER, CHECKOUT / "ci-gateway" / "gateway" / "target" / "sparkgate" / "bin" / "sparkgate"]


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder with all that PATH has but Java."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for place in os.environ["PATH"].split(os.pathsep):
        for tool in Path(place).iterdir() if Path(place).is_dir() else []:
            link = folder / tool.name
            if tool.name not in ("java", "javac") and not link.is_symlink():
                link.symlink_to(tool)
    return folder


def without_java(tools: Path) -> dict[str, str]:
    return {"PATH": str(tools), "JAVA_HOME": ""}


@pytest.mark.parametrize("launcher", LAUNCHERS, ids=["checkout", "distribution"])
def test_should_tell_when_there_is_no_java(home: Home, tools: Path, launcher: Path) -> None:
    # When
    result = home.cli("version", env=without_java(tools), launcher=launcher)

    # Then
    assert_refused(result.status, result.err, "no java in PATH")


@pytest.mark.parametrize("launcher", LAUNCHERS, ids=["checkout", "distribution"])
@pytest.mark.parametrize("version", ["11.0.22", "1.8.0_402"])
def test_should_tell_when_java_is_too_old(home: Home, tools: Path, launcher: Path, version: str) -> None:
    # Given
    java = tools / "java"
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2024-01-16' >&2\n")
    java.chmod(0o755)

    # When
    result = home.cli("version", env=without_java(tools), launcher=launcher)

    # Then
    assert_refused(result.status, result.err, f"Java {version}")


@pytest.mark.parametrize("launcher", LAUNCHERS, ids=["checkout", "distribution"])
def test_should_tell_when_java_home_names_no_java(home: Home, tmp_path: Path, launcher: Path) -> None:
    # When
    result = home.cli("version", env={"JAVA_HOME": str(tmp_path)}, launcher=launcher)

    # Then
    assert_refused(result.status, result.err, f"JAVA_HOME is '{tmp_path}'")


def assert_refused(status: int, said: str, what: str) -> None:
    assert status == 125, said
    assert said.startswith("sparkgate: RUNTIME_UNAVAILABLE: "), said
    assert what in said
    assert "expected: Java 17 or newer" in said or "expected: the folder of a Java 17" in said
    assert len(said.splitlines()) == 1
