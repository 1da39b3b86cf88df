"""The fixtures are those of every suite that drives ./sparkgate."""

pytest_plugins = ("harness.fixtures",)
