"""Builds and runs the load generator, bench/proxy."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from typing import Any

from rig.endpoint import Endpoint
from rig.java import tool
from rig.plan import BENCH, Plan

_MODULE = BENCH / "proxy"
_BUILT = _MODULE / "target" / "lib"


def build() -> None:
    sources = [_MODULE / "pom.xml", BENCH.parent / "pom.xml", *_MODULE.glob("src/main/**/*.java")]
    if _BUILT.exists() and _BUILT.stat().st_mtime > max(source.stat().st_mtime for source in sources):
        return
    subprocess.run(["mvn", "-q", "-B", "-Dquick", "-f", _MODULE / "pom.xml", "package"], check=True)
    os.utime(_BUILT)


def load_program(*options: str) -> list[str]:
    """The command that runs it; its own arguments follow."""
    return [tool("java"), *options, "-cp", f"{_MODULE}/target/classes:{_BUILT}/*", "dev.sparkgate.bench.Main"]


def measure(plan: Plan, endpoints: Sequence[Endpoint], phases: Sequence[str]) -> list[dict[str, Any]]:
    """Measures endpoints, the first being what the others stand in front of; returns what each phase brought."""
    arguments = ["--phases", ",".join(phases).upper(), *(part for each in endpoints for part in each.arguments())]
    arguments += ["--sessions", str(plan.proxy.sessions), "--stalled-megabytes", str(plan.proxy.stalled_megabytes)]
    if plan.smoke:
        arguments.append("--smoke")
    # By a file: secrets do not belong into arguments. Made readable for its owner only.
    with tempfile.NamedTemporaryFile("w", suffix=".arguments") as file:
        file.write("".join(f'"{argument}"\n' for argument in arguments))
        file.flush()
        done = subprocess.run(
            [*load_program("-Xms256m", "-Xmx768m", "-XX:+UseParallelGC"), "measure", f"@{file.name}"],
            stdout=subprocess.PIPE,
            text=True,
        )
    if done.returncode != 0:
        raise RuntimeError(f"the load generator ended with {done.returncode} (expected: 0); see its words above")
    return list(json.loads(done.stdout))
