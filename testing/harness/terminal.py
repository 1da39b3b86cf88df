"""A program in a terminal of its own."""

import os
import pty
import select
import signal
import time
from contextlib import suppress
from types import TracebackType


class Terminal:
    """Runs a program as the foreground job of a pseudo-terminal."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self._seen = ""
        self._status: int | None = None
        self._pid, self._master = pty.fork()
        if self._pid == 0:
            os.execve(command[0], command, environment)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status is None:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        os.close(self._master)

    def write(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def read_until(self, word: str, within: float = 60) -> str:
        """Returns all that it has shown so far, once that has the word in it."""
        deadline = time.monotonic() + within
        while word not in self._seen:
            ready, _, _ = select.select([self._master], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, f"'{word}' not shown within {within:g} s: {self._seen}"
            try:
                self._seen += os.read(self._master, 65536).decode(errors="replace")
            except OSError:  # it has closed the terminal
                break
        assert word in self._seen, self._seen
        return self._seen

    def wait(self) -> int:
        """Returns its exit status."""
        _, status = os.waitpid(self._pid, 0)
        self._status = os.waitstatus_to_exitcode(status)
        return self._status
