"""Progress bars for queries that run, below the cell that runs them."""

import time
from collections.abc import Iterable
from typing import Any

from sparkgate import _ipython


class ProgressBars:
    """A handler for Spark's progress messages, which come every other second while a query runs."""

    def __init__(self, display: Any) -> None:
        self._display = display
        self._bars: dict[str | None, Any] = {}
        self._since: dict[str | None, float] = {}

    @staticmethod
    def of_this_place() -> "ProgressBars | None":
        """Returns bars for a notebook; None elsewhere, where they would only be noise."""
        if not _ipython.is_notebook():
            return None
        from IPython import display

        return ProgressBars(display)

    def __call__(self, stages: Iterable[Any] | None, inflight_tasks: int, operation_id: str | None, done: bool) -> None:
        known = list(stages or ())
        if done:
            bar = self._bars.pop(operation_id, None)
            self._since.pop(operation_id, None)
            if bar is not None:
                bar.update(self._display.HTML(""))
            return
        if not known:
            return
        shown = self._display.HTML(self._html(operation_id, known, inflight_tasks))
        if operation_id in self._bars:
            self._bars[operation_id].update(shown)
        else:
            self._bars[operation_id] = self._display.display(shown, display_id=True)

    def _html(self, operation: str | None, stages: list[Any], running: int) -> str:
        seconds = time.monotonic() - self._since.setdefault(operation, time.monotonic())
        tasks = sum(stage.num_tasks for stage in stages)
        done = sum(stage.num_completed_tasks for stage in stages)
        over = sum(1 for stage in stages if stage.done)
        return (
            f'<progress class="sparkgate" max="{max(tasks, 1)}" value="{done}"></progress> '
            f"{done} of {tasks} tasks, {running} running; stages: {over} of {len(stages)}; "
            f"{_bytes(sum(stage.num_bytes_read for stage in stages))} read; {seconds:.0f} s"
        )


def _bytes(count: float) -> str:
    for unit in ("B", "KiB", "MiB"):
        if count < 1024:
            return f"{count:.0f} {unit}"
        count /= 1024
    return f"{count:.1f} GiB"
