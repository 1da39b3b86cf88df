"""Iceberg's own REST catalog server."""

import functools
import os
import socket
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harness.home import CHECKOUT
from harness.polling import eventually

_PROJECT = CHECKOUT / "testing" / "e2e" / "rest" / "pom.xml"


@contextmanager
def rest_catalog(folder: Path) -> Iterator[str]:
    """Runs one that keeps everything below `folder`; gives its URI."""
    folder.mkdir(parents=True)
    port = _free_port()
    uri = f"http://127.0.0.1:{port}"
    variables = {
        "CATALOG_WAREHOUSE": f"file:{folder}/warehouse",
        "CATALOG_URI": f"jdbc:sqlite:{folder}/catalog.db",
        "CATALOG_REST_PORT": str(port),
    }
    command = ["java", "-Xmx256m", "-cp", _class_path(), "org.apache.iceberg.rest.RESTCatalogServer"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, env={**os.environ, **variables}, stdout=log, stderr=log, cwd=folder)
    try:
        eventually(lambda: server.poll() is not None or _answers(uri), f"{uri} answers")
        assert server.poll() is None, (folder / "log").read_text()
        yield uri
    finally:
        server.kill()
        server.wait()


def _answers(uri: str) -> bool:
    try:
        with urllib.request.urlopen(f"{uri}/v1/config", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@functools.cache
def _class_path() -> str:
    with tempfile.NamedTemporaryFile() as file:
        maven = ["mvn", "--quiet", "--batch-mode", "--file", str(_PROJECT)]
        subprocess.run([*maven, "dependency:build-classpath", f"-Dmdep.outputFile={file.name}"], check=True)
        return Path(file.name).read_text().strip()
