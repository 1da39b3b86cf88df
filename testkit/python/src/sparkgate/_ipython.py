"""The notebook around us, if there is one."""

import sys
from collections.abc import Callable
from typing import Any

Explain = Callable[[BaseException], "str | None"]

_EXPLAINED = "_sparkgate_explains"


def shell() -> Any:
    """Returns IPython's shell; None elsewhere. Nothing is imported for it."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython is not None else None


def is_notebook() -> bool:
    """Says whether output goes to a notebook, and not to a terminal."""
    return type(shell()).__name__ == "ZMQInteractiveShell"


def explain_failures(explain: Explain) -> None:
    """Has what `explain` says of a cell's failure printed below it; once for each shell."""
    current = shell()
    if current is None or getattr(current, _EXPLAINED, False):
        return

    def tell(result: Any) -> None:
        failure = result.error_in_exec
        told = explain(failure) if failure is not None else None
        if told:
            print(told, file=sys.stderr)

    current.events.register("post_run_cell", tell)
    setattr(current, _EXPLAINED, True)
