"""What the documentation shows, run as it stands there."""

import re
import shutil
import subprocess
from pathlib import Path

from conftest import MakeProject
from harness.gateway import Gateway
from harness.home import CHECKOUT, LAUNCHER, Home

_PAGE = CHECKOUT / "docs" / "testing-python.md"


def _block(beginning: str) -> str:
    """Returns the block of Python that begins so."""
    (found,) = re.findall(rf"```python\n({re.escape(beginning)}.*?)```", _PAGE.read_text(), re.DOTALL)
    return str(found)


def test_should_run_the_tests_that_it_shows(make_project: MakeProject) -> None:
    # Given
    project = make_project(
        test_first__py=_block("def test_counts"), test_markers__py="import pytest\n\n" + _block("pytestmark")
    )
    shutil.copytree(CHECKOUT / "examples" / "pytest" / "fixtures", project.folder / "fixtures")
    # When
    run = project.pytest()
    # Then
    run.counts(passed=3)


def test_should_run_the_block_of_a_lease(home: Home, gateway: Gateway, python: Path, installed: Path) -> None:
    # When
    answer = subprocess.run(
        [str(python), "-c", _block("from sparkgate import lease")],
        env=home.environment({"PYTHONPATH": str(installed), "SPARKGATE_BIN": str(LAUNCHER)}),
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    # Then
    assert (answer.returncode, answer.stdout.strip()) == (0, "5"), answer.stderr
