"""Durations as a gateway reads them."""

import re
from datetime import timedelta

from sparkgate.errors import SparkgateError

Duration = str | timedelta

_SHORT = re.compile(r"(\d+)\s*(ms|s|m|h|d)")
_ISO = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?", re.IGNORECASE)
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def duration(given: Duration) -> timedelta:
    """Reads '30s', '10m', '1h', 'PT1H' or a timedelta."""
    if isinstance(given, timedelta):
        return given
    short = _SHORT.fullmatch(given.strip())
    if short:
        return timedelta(seconds=int(short[1]) * _UNITS[short[2]])
    iso = _ISO.fullmatch(given.strip())
    if iso and any(iso.groups()):
        days, hours, minutes, seconds = (float(part or 0) for part in iso.groups())
        return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    raise SparkgateError(
        "REQUEST_INVALID", f"'{given}' is not a duration (expected: like 30s, 10m, 1h or PT1H); correct it"
    )


def text(given: Duration | None) -> str | None:
    """Returns a duration in ISO-8601, to the millisecond."""
    if given is None:
        return None
    seconds = f"{duration(given).total_seconds():.3f}".rstrip("0").rstrip(".")
    return f"PT{seconds}S"
