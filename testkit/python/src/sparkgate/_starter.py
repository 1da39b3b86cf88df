"""Starts a gateway that others share and that ends itself when idle; one at a time on a machine."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sparkgate import _launcher, _surroundings
from sparkgate._gateway import Gateway
from sparkgate.errors import SparkgateError

# The first start on a machine may build or download what it needs.
_READY_LIMIT = 600
_PACE = 0.1
# Of a lease around us; Spark itself would act upon some of them.
_NOT_FOR_GATEWAYS = (
    "SPARK_REMOTE",
    "SPARK_CONNECT_GATEWAY",
    "SPARK_CONNECT_TEAM",
    "SPARK_CONNECT_ENV",
    "SPARK_CONNECT_USER",
    "SPARK_CONNECT_MODE_ENABLED",
    "SPARK_CONNECT_AUTHENTICATE_TOKEN",
    "SPARKGATE_URL",
    "SPARKGATE_LEASE_ID",
    "SPARKGATE_LEASE_SECRET",
    "SPARKGATE_NAMESPACE",
)


def start(live: Callable[[], Gateway | None]) -> Gateway:
    """Starts one unless `live` finds one that another process has started meanwhile."""
    folder = _surroundings.home() / "gateways"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (folder / ".start").open("a")
    except OSError as failure:
        raise SparkgateError(
            "GATEWAY_START_FAILED",
            f"start of a gateway failed: {folder} is not usable: {failure} (expected: a folder that can be written); "
            "set SPARKGATE_HOME to one",
        ) from failure
    with lock, _locked(lock.fileno()):
        return live() or _up()


@contextlib.contextmanager
def _locked(file: int) -> Iterator[None]:
    """Holds the lock that every other starter takes too, the command line among them."""
    if sys.platform == "win32":  # Sparkgate's launcher does not run there
        yield
        return
    import fcntl

    while True:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # the kind that the JVM knows
            break
        except OSError:
            time.sleep(_PACE)
    try:
        yield
    finally:
        fcntl.lockf(file, fcntl.LOCK_UN)


def _up() -> Gateway:
    # On a build machine nobody comes back to a warm gateway.
    idle = "1m" if _surroundings.is_continuous_integration() else "10m"
    launcher = _launcher.find()
    command = [str(launcher), "up", "--detach", "--json", "--grpc-port", "0", "--http-port", "0", "--idle", idle]
    started = time.monotonic()
    answer = _run(command)
    seconds = time.monotonic() - started
    ready = next((line for line in answer.stdout.splitlines() if line.startswith("{")), None)
    if answer.returncode != 0 or ready is None:
        words = "\n".join((answer.stderr + answer.stdout).strip().splitlines()[-20:])
        raise SparkgateError(
            _code(answer.stderr),
            f"start of a gateway failed: {' '.join(command)} ended with {answer.returncode}: {words}",
        )
    return Gateway(json.loads(ready)["http"].rstrip("/"), f"started in {seconds:.1f} s", local=True)


def _run(command: list[str]) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if name not in _NOT_FOR_GATEWAYS}
    environment["SPARKGATE_HOME"] = str(_surroundings.home())
    # Drivers run Python functions with the Python that they were written in.
    environment.setdefault("SPARKGATE_PYTHON", sys.executable)
    try:
        return subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=_READY_LIMIT,
            start_new_session=True,  # Ctrl-C ends the tests, not the gateway of others
        )
    except subprocess.TimeoutExpired as slow:
        raise SparkgateError(
            "GATEWAY_START_FAILED",
            f"start of a gateway failed: {' '.join(command)} is still starting after {_READY_LIMIT} s (expected: some "
            "seconds); run it by hand to see why",
        ) from slow
    except OSError as failure:
        raise SparkgateError(
            "GATEWAY_START_FAILED",
            f"start of a gateway failed: {Path(command[0])} cannot be run: {failure} (expected: Sparkgate's launcher); "
            "check SPARKGATE_BIN",
        ) from failure


def _code(words: str) -> str:
    """Returns the code that the launcher tells, such as RUNTIME_UNAVAILABLE without a JDK."""
    for line in words.splitlines():
        code, colon, _ = line.removeprefix("sparkgate: ").partition(":")
        if colon and code.isupper() and code.replace("_", "").isalpha():
            return code
    return "GATEWAY_START_FAILED"
