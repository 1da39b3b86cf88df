"""Finds the JDK."""

from __future__ import annotations

import os


def tool(name: str) -> str:
    home = os.environ.get("JAVA_HOME")
    return f"{home}/bin/{name}" if home else name
