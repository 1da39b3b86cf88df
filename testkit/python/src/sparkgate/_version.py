"""The version of this distribution."""

__version__ = "0.1.0.dev0"


def gateway_version() -> str:
    """Returns what a gateway of the same version calls itself: 0.1.0.dev0 is 0.1.0-SNAPSHOT there."""
    release, development, _ = __version__.partition(".dev")
    return f"{release}-SNAPSHOT" if development else release
