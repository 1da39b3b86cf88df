"""A Python client that uses a lease without `run` around it."""

import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from harness.home import CHECKOUT, Home, Result, surroundings

SCRIPTS = CHECKOUT / "testing" / "e2e" / "clients"


class Client:
    """A script that runs until it ends or its block does: a path, or the name of one that the end-to-end tests have."""

    def __init__(self, home: Home, python: Path, lease: dict[str, Any], script: str | Path, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [str(python), str(SCRIPTS / f"{script}.py" if isinstance(script, str) else script), *arguments],
            env={**surroundings(), "TMPDIR": str(home.temporary), "SPARK_REMOTE": lease["remote"]},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    @property
    def pid(self) -> int:
        return self._process.pid

    def read(self) -> str:
        """Returns its next line; where it has ended, how."""
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip() or str(self.result())

    def ask(self, line: str = "go on") -> str:
        self.tell(line)
        return self.read()

    def tell(self, line: str = "go on") -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def result(self, within: float = 120) -> Result:
        """Waits for its end."""
        out, err = self._process.communicate(timeout=within)
        return Result(self._process.returncode, out, err)
