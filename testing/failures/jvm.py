"""The tests' side of the JVM client that asks one query."""

import subprocess
from pathlib import Path
from typing import Any

from harness.home import surroundings
from harness.jvm import jvm_client

_SOURCE = Path(__file__).parent / "clients" / "Query.java"


def jvm_told(folder: Path, remote: str, query: str = "SELECT 42", **options: str) -> dict[str, Any]:
    """Asks, and returns how that went, in the words of the Python client; `__` in options stands for a dot."""
    command = jvm_client(_SOURCE, "4.1.3", folder)
    pairs = [f"{key.replace('__', '.')}={value}" for key, value in options.items()]
    done = subprocess.run(
        [*command, remote, query, *pairs], env=surroundings(), capture_output=True, text=True, timeout=120, check=True
    )
    told: dict[str, Any] = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    return {**told, "seconds": float(told["seconds"])}
