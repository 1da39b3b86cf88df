"""What the machine says: environment variables, the user, the folder of caches and state."""

import getpass
import os
from collections.abc import Mapping
from pathlib import Path


def setting(name: str, environ: Mapping[str, str] | None = None) -> str | None:
    """Returns an environment variable; one that is empty is not set."""
    value = (os.environ if environ is None else environ).get(name, "").strip()
    return value or None


def home() -> Path:
    """Returns SPARKGATE_HOME, else ~/.sparkgate."""
    named = setting("SPARKGATE_HOME")
    return Path(named).absolute() if named else personal_home()


def personal_home() -> Path:
    return Path(setting("HOME") or Path.home()).absolute() / ".sparkgate"


def operating_system_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without an entry for this user id
        return "unknown"


def user() -> str:
    """Returns who a lease is for: JupyterHub's user, SPARK_CONNECT_USER, else who is logged in."""
    return setting("JUPYTERHUB_USER") or setting("SPARK_CONNECT_USER") or operating_system_user()


def is_continuous_integration() -> bool:
    return (setting("CI") or "").lower() == "true"
