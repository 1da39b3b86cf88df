"""The Python clients, each in an environment of its own."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

# What the drivers' workers use as well, so that pandas functions get the pandas they were written with.
_WITH = ("pandas==2.2.3", "pyarrow==17.0.0", "numpy==1.26.4")

CLIENTS = ("4.1.3", "4.0.4")


def python_with_client(version: str) -> Path:
    """Returns a Python with pyspark-client of that version, made now if need be.

    SPARKGATE_E2E_PYTHON_4_1_3 (and so on) names one that is there already.
    """
    named = os.environ.get("SPARKGATE_E2E_PYTHON_" + version.replace(".", "_"))
    if named:
        return Path(named)
    requirements = (f"pyspark-client=={version}", *_WITH)
    key = hashlib.sha256("\n".join((sys.version, *requirements)).encode()).hexdigest()[:12]
    folder = _cache() / f"pyspark-client-{version}-{key}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            _make(folder, requirements)
    return folder / "bin" / "python"


def _make(folder: Path, requirements: tuple[str, ...]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *requirements], check=True)
    (folder / "ready").touch()


def _cache() -> Path:
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(cache) / "sparkgate" / "e2e"
