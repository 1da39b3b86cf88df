"""What lies on the disk."""

import os
from collections.abc import Iterator
from pathlib import Path

# Caches, which are meant to outlive every gateway.
_CACHES = ("runtimes", "cds")


def below(folder: Path) -> Iterator[Path]:
    """Walks all files and folders below one, links not followed."""
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            yield Path(parent, name)


def leftovers(home: Path) -> list[str]:
    """Returns what is in a SPARKGATE_HOME beside its caches and the folder of gateways with its own lock files."""
    found = (path.relative_to(home) for path in below(home))
    return sorted(str(path) for path in found if not _is_meant_to_stay(path))


def _is_meant_to_stay(path: Path) -> bool:
    if path.parts[0] in _CACHES:
        return True
    return path.parts[0] == "gateways" and (len(path.parts) == 1 or path.parts[1:] in ((".start",), (".claims",)))


def mentioning(folder: Path, name: str) -> list[Path]:
    """Returns the files and folders below one that have `name` in their own name."""
    return [path for path in below(folder) if name in path.name]
