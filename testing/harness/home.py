"""A SPARKGATE_HOME of the tests' own, and the command line that works in it."""

import json
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.gateway import Gateway

CHECKOUT = Path(__file__).resolve().parents[2]
LAUNCHER = CHECKOUT / "sparkgate"

# What the user who runs the tests may have set for work of their own.
_NOT_FOR_TESTS = ("SPARK_", "SPARKGATE_", "PYSPARK_", "VIRTUAL_ENV", "CI", "PYTHONPATH")
_PATIENCE = 240


def surroundings() -> dict[str, str]:
    """Returns the environment variables without those that change what Sparkgate or Spark does."""
    return {
        name: value
        for name, value in os.environ.items()
        if not any(name == prefix or (prefix.endswith("_") and name.startswith(prefix)) for prefix in _NOT_FOR_TESTS)
    }


@dataclass(frozen=True)
class Result:
    """How a command ended."""

    status: int
    out: str
    err: str

    def ok(self) -> "Result":
        assert self.status == 0, str(self)
        return self

    def json(self) -> Any:
        return json.loads(self.ok().out)

    def __str__(self) -> str:
        return f"exit status {self.status}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


@dataclass(frozen=True)
class Home:
    """Runs ./sparkgate with everything it keeps and every temporary file below `folder`."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def beside(other: "Home", folder: Path, *caches: str) -> "Home":
        """Makes a home that uses these caches of another one."""
        made = Home(folder, other.variables)
        made.environment()
        for cache in caches:
            folder.joinpath(cache).symlink_to(other.folder / cache)
        return made

    @property
    def temporary(self) -> Path:
        """Beside the folder, without spaces: SPARKGATE_JAVA_OPTS is a list of words."""
        return self.folder.with_name(self.folder.name.replace(" ", "-") + "-tmp")

    def environment(self, extra: dict[str, str] | None = None) -> dict[str, str]:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.temporary.mkdir(exist_ok=True)
        return {
            **surroundings(),
            "SPARKGATE_HOME": str(self.folder),
            "TMPDIR": str(self.temporary),
            "SPARKGATE_JAVA_OPTS": f"-Djava.io.tmpdir={self.temporary}",
            "PYTHONDONTWRITEBYTECODE": "1",
            **self.variables,
            **(extra or {}),
        }

    def start(
        self,
        *arguments: str | Path,
        env: dict[str, str] | None = None,
        launcher: Path = LAUNCHER,
        stdin: int = subprocess.PIPE,
        cwd: Path | None = None,
    ) -> subprocess.Popen[str]:
        """Starts ./sparkgate and returns at once."""
        return subprocess.Popen(
            [str(launcher), *map(str, arguments)],
            env=self.environment(env),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=cwd,
        )

    def cli(
        self,
        *arguments: str | Path,
        env: dict[str, str] | None = None,
        stdin: str = "",
        launcher: Path = LAUNCHER,
        cwd: Path | None = None,
    ) -> Result:
        """Runs ./sparkgate to its end."""
        process = self.start(*arguments, env=env, launcher=launcher, cwd=cwd)
        try:
            out, err = process.communicate(stdin, timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            raise AssertionError(f"sparkgate {arguments} ran for more than {_PATIENCE} s\n{out}\n{err}") from None
        return Result(process.returncode, out, err)

    def up(self, *options: str | Path, env: dict[str, str] | None = None) -> Gateway:
        """Starts a gateway in the background, on free ports."""
        ports = ("--grpc-port", "0", "--http-port", "0")
        answer = self.cli("up", "--detach", "--json", *ports, *options, env=env).json()
        return Gateway.of(answer)

    def gateways(self) -> list[Gateway]:
        """Returns those that are registered."""
        records = sorted((self.folder / "gateways").glob("*.json"))
        return [Gateway.of(json.loads(record.read_text())) for record in records]

    def temporary_files(self) -> list[str]:
        return sorted(path.name for path in self.temporary.iterdir()) if self.temporary.exists() else []
