"""The real JVM client, unmodified: the same actions on both ways, and the same to be seen."""

import subprocess
from pathlib import Path

from harness.home import surroundings
from harness.jvm import jvm_client
from raw.both import Both

SOURCE = Path(__file__).parent / "clients" / "Actions.java"


def test_should_see_the_same(both: Both, tmp_path: Path) -> None:
    command = jvm_client(SOURCE, "4.1.3", tmp_path)

    direct = seen(command, both.direct)
    gateway = seen(command, both.gateway)

    assert len(direct) == 10
    assert not {name: result for name, result in direct.items() if result.startswith("raised")}
    assert gateway == direct


def seen(command: list[str], address: str) -> dict[str, str]:
    done = subprocess.run(
        [*command, f"sc://{address}"], env=surroundings(), capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr[-5000:]
    print(address, [line for line in done.stderr.splitlines() if " took " in line])
    return dict(line.split("\t", 1) for line in done.stdout.splitlines() if "\t" in line)
