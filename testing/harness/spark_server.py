"""A plain Spark Connect server, started as Spark's own scripts would: no gateway near it."""

import os
import signal
import socket
import subprocess
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from harness import processes
from harness.home import Home, surroundings
from harness.polling import eventually

_MAIN = "org.apache.spark.sql.connect.service.SparkConnectServer"
_OPENED = (
    "java.lang",
    "java.lang.invoke",
    "java.lang.reflect",
    "java.io",
    "java.net",
    "java.nio",
    "java.util",
    "java.util.concurrent",
    "java.util.concurrent.atomic",
    "sun.nio.ch",
    "sun.nio.cs",
    "sun.security.action",
    "sun.util.calendar",
)


def installed_class_path(home: Home, version: str) -> str:
    """Returns the class path of a Spark that `./sparkgate runtime install` fetches."""
    home.cli("runtime", "install", version).ok()
    (file,) = home.folder.glob(f"runtimes/spark-{version}*/classpath")
    return ":".join(file.read_text().splitlines()[1:])


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


class SparkServer:
    """One server on a port of loopback; all its files are below `folder`."""

    def __init__(
        self, folder: Path, class_path: str, python: Path, port: int | None = None, conf: dict[str, str] | None = None
    ) -> None:
        self._folder = folder
        self._class_path = class_path
        self._python = python
        self._conf = conf or {}
        self.port = port or free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> str:
        file = self._folder / "server.log"
        return file.read_text(errors="replace") if file.exists() else ""

    def __enter__(self) -> "SparkServer":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self, within: float = 120) -> None:
        """Starts it, again if need be, and returns when it listens."""
        temporary = self._folder / "tmp"
        temporary.mkdir(parents=True, exist_ok=True)
        settings = {
            "spark.master": "local[2]",
            "spark.connect.grpc.binding.address": "127.0.0.1",
            "spark.connect.grpc.binding.port": str(self.port),
            "spark.local.dir": str(temporary),
            "spark.sql.warehouse.dir": str(self._folder / "warehouse"),
            "spark.ui.enabled": "false",
            "spark.sql.shuffle.partitions": "2",
            "spark.driver.host": "127.0.0.1",
            **self._conf,
        }
        command = [
            "java",
            "-Xmx3g",
            "-XX:-UsePerfData",
            f"-Djava.io.tmpdir={temporary}",
            *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED),
            *(f"-D{key}={value}" for key, value in settings.items()),
            "-cp",
            self._class_path,
            _MAIN,
        ]
        variables = {**surroundings(), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": str(self._python)}
        with (self._folder / "server.log").open("wb") as log:
            process = subprocess.Popen(
                command, env=variables, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self._folder
            )
        self._process = process

        def listens() -> bool:
            assert process.poll() is None, self.log
            return "Spark Connect server started at" in self.log

        eventually(listens, f"Spark Connect server on port {self.port}", within)

    def kill(self) -> None:
        assert self._process is not None
        processes.kill(self._process.pid)
        self._process.wait()

    def stop(self) -> None:
        process = self._process
        if process is None or process.poll() is not None:
            return
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGCONT)
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.kill()
