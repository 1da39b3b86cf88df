"""Programs of one file for the JVM client."""

import functools
import subprocess
import tempfile
from pathlib import Path

from harness.home import CHECKOUT

# The end-to-end tests' project knows the client and its versions.
_PROJECT = CHECKOUT / "testing" / "e2e" / "jvm" / "pom.xml"
# What the client needs to read results (Arrow) and dates.
_OPENED = ("--add-opens=java.base/java.nio=ALL-UNNAMED", "--add-opens=java.base/sun.util.calendar=ALL-UNNAMED")


def jvm_client(source: Path, version: str, folder: Path) -> list[str]:
    """Compiles a program into `folder` and returns the command that runs it."""
    class_path = _class_path(version)
    subprocess.run(["javac", "-cp", class_path, "-d", str(folder), str(source)], check=True)
    return ["java", "-Xmx3g", "-XX:-UsePerfData", *_OPENED, "-cp", f"{class_path}:{folder}", source.stem]


@functools.cache
def _class_path(version: str) -> str:
    with tempfile.NamedTemporaryFile() as file:
        maven = ["mvn", "--quiet", "--batch-mode", "--file", str(_PROJECT), "-Dquick"]
        goal = ["dependency:build-classpath", f"-Dmdep.outputFile={file.name}", f"-Dspark.client.version={version}"]
        subprocess.run([*maven, *goal], check=True)
        return Path(file.name).read_text().strip()
