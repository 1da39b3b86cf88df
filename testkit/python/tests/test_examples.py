"""The example of pytest, as its reader runs it."""

import dataclasses

from conftest import MakeProject
from harness.home import CHECKOUT


def test_should_run_the_example_alone_and_in_parallel(make_project: MakeProject) -> None:
    # Given
    project = dataclasses.replace(make_project(), folder=CHECKOUT / "examples" / "pytest")
    elsewhere = {"PYTEST_DEBUG_TEMPROOT": str(project.home.folder.parent)}
    arguments = ("-p", "no:cacheprovider", "-p", "no:spark")
    # When
    runs = [project.pytest(*arguments, *more, env=elsewhere) for more in ((), ("-n", "2"))]
    # Then
    for run in runs:
        run.counts(passed=12)
