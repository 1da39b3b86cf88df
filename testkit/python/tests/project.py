"""A user's project, and pytest run in it."""

import re
import subprocess
import sys
import textwrap
from dataclasses import dataclass, field
from pathlib import Path

from harness.home import Home

_PATIENCE = 200


@dataclass(frozen=True)
class Run:
    """How a run of pytest ended."""

    status: int
    out: str

    def counts(self, **wanted: int) -> "Run":
        """Checks the counts of the last line, such as passed=2; nothing else may have happened."""
        last = next(line for line in reversed(self.out.splitlines()) if re.search(r" in [\d.]+s", line))
        found = {word.rstrip("s"): int(number) for number, word in re.findall(r"(\d+) ([a-z]+)", last)}
        for word in ("second", "warning", "deselected", "rerun"):
            found.pop(word, None)
        assert found == wanted, self.out
        return self

    def __str__(self) -> str:
        return self.out


@dataclass(frozen=True)
class Project:
    """A folder with tests."""

    folder: Path
    home: Home
    variables: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def made(folder: Path, home: Home, variables: dict[str, str], files: dict[str, str]) -> "Project":
        """Writes the files; names have `__` for the dot before the ending."""
        for name, text in files.items():
            folder.joinpath(name.replace("__", ".")).write_text(textwrap.dedent(text))
        if not (folder / "pytest.ini").exists():
            folder.joinpath("pytest.ini").write_text("[pytest]\naddopts = -p no:cacheprovider -p no:spark\n")
        return Project(folder, home, variables)

    def start(self, *arguments: str, env: dict[str, str] | None = None) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "pytest", *arguments],
            cwd=self.folder,
            # Temporary files of pytest are none of the gateway's.
            env=self.home.environment({**self.variables, "PYTEST_DEBUG_TEMPROOT": str(self.folder), **(env or {})}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def pytest(self, *arguments: str, env: dict[str, str] | None = None) -> Run:
        process = self.start(*arguments, env=env)
        try:
            out, _ = process.communicate(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            out, _ = process.communicate()
            raise AssertionError(f"pytest ran for more than {_PATIENCE} s\n{out}") from None
        return Run(process.returncode, out)
