"""Finds the `sparkgate` command."""

import os
import shutil
import sys
from pathlib import Path

from sparkgate._surroundings import setting
from sparkgate.errors import SparkgateError


def find() -> Path:
    """Returns the command: SPARKGATE_BIN, the checkout's, that beside this Python, the first in PATH."""
    tried: list[str] = []
    for look in (_given, _in_checkout, _beside_python, _in_path):
        found, where = look()
        if found:
            return found
        tried.append(where)
    raise SparkgateError(
        "LAUNCHER_NOT_FOUND",
        "no gateway runs and none can be started: no sparkgate command found "
        f"(tried: {'; '.join(tried)}); set SPARKGATE_URL to a gateway, or SPARKGATE_BIN to the command",
    )


def _given() -> tuple[Path | None, str]:
    given = setting("SPARKGATE_BIN")
    if given is None:
        return None, "SPARKGATE_BIN: not set"
    command = Path(given).absolute()
    if _is_command(command):
        return command, ""
    raise SparkgateError(
        "LAUNCHER_NOT_FOUND",
        f"SPARKGATE_BIN '{command}' is not a command (expected: an executable file); correct or unset it",
    )


def _in_checkout() -> tuple[Path | None, str]:
    here = Path.cwd()
    own = Path(__file__).resolve()  # an editable installation is in a checkout
    for folder in (here, *here.parents, *own.parents):
        # A checkout, not just any folder with a file of this name.
        if _is_command(folder / "sparkgate") and (folder / "ci-gateway").is_dir():
            return folder / "sparkgate", ""
    return None, f"checkout: none is {here} or a folder above it"


def _beside_python() -> tuple[Path | None, str]:
    command = Path(sys.executable).parent / "sparkgate"
    return (command, "") if _is_command(command) else (None, f"beside Python: no {command}")


def _in_path() -> tuple[Path | None, str]:
    found = shutil.which("sparkgate")
    return (Path(found).absolute(), "") if found else (None, f"PATH: no sparkgate in {os.environ.get('PATH', '')}")


def _is_command(file: Path) -> bool:
    return file.is_file() and os.access(file, os.X_OK)
