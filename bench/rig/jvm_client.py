"""Finds the class path of the real JVM client, as the example of the direct API has it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from rig.plan import BENCH, Plan

_PROJECT = BENCH.parent / "examples" / "direct-api" / "java" / "pom.xml"


def jvm_client(plan: Plan) -> list[str]:
    """The command that runs `clients/FirstRow.java` on Spark's client."""
    file = plan.sparkgate.home.parent / "jvm-client.classpath"
    if not _usable(file):
        subprocess.run(
            ["mvn", "-q", "-B", "-f", _PROJECT, "dependency:build-classpath", f"-Dmdep.outputFile={file}"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
    source = BENCH / "clients" / "FirstRow.java"
    return ["java", "--add-opens=java.base/java.nio=ALL-UNNAMED", "-cp", file.read_text(), str(source)]


def _usable(file: Path) -> bool:
    return file.exists() and all(Path(jar).exists() for jar in file.read_text().split(":"))
