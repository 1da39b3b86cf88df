"""The fixtures of these tests are those of every suite that drives ./sparkgate."""

pytest_plugins = ("harness.fixtures",)
