"""A PostgreSQL server of a test's own."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType

from harness.polling import eventually

_START = Path(__file__).parents[1] / "postgres" / "start"


class Postgres:
    """Runs until the end of its block; a crash and a start in between leave port and data as they are."""

    user = "sparkgate"
    password = "test-of-sparkgate"

    def __init__(self) -> None:
        # Not in a folder of pytest's: the server may run as another user, who has to get there.
        self._folder = Path(tempfile.mkdtemp(prefix="sparkgate-postgres-"))
        self._folder.chmod(0o755)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]

    @property
    def url(self) -> str:
        return f"jdbc:postgresql://127.0.0.1:{self.port}/sparkgate"

    def __enter__(self) -> "Postgres":
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, e: BaseException | None, trace: TracebackType | None) -> None:
        self._server.send_signal(signal.SIGINT)
        self._server.wait(timeout=60)
        shutil.rmtree(self._folder)

    def start(self) -> None:
        """Starts it, again after a crash."""
        self._server = subprocess.Popen([_START, str(self._folder), str(self.port)])
        eventually(self._answers, "PostgreSQL", within=60)

    def crash(self) -> None:
        """Ends it as the kernel does when memory is short."""
        os.kill(self._server.pid, signal.SIGKILL)
        self._server.wait(timeout=60)

    def _answers(self) -> bool:
        assert self._server.poll() is None, f"PostgreSQL ended: see {self._folder}/server.log"
        with socket.socket() as connection:
            return connection.connect_ex(("127.0.0.1", self.port)) == 0
