"""Finds the gateway: the one that is named, the environment's own, a live one of this user, else a new one."""

from urllib.parse import urlsplit

from sparkgate import _records, _starter, _user_config
from sparkgate._gateway import Gateway
from sparkgate._surroundings import setting
from sparkgate.errors import SparkgateError


def find(environment: str | None, named: str | None = None) -> Gateway:
    """Returns a gateway for the environment, starting one if there is none.

    `named` is a URL that whoever calls was given, as by an option.
    """
    return look(environment, named) or _starter.start(lambda: _live(environment))


def look(environment: str | None, named: str | None = None) -> Gateway | None:
    """Finds without starting anything."""
    if named:
        return _at(named, "gateway", "given")
    url = setting("SPARKGATE_URL")
    if url:
        return _at(url, "SPARKGATE_URL", "of SPARKGATE_URL")
    own = _user_config.gateway_of(environment) if environment else None
    if own:
        return _at(own, f"gateways.{environment} of config.yaml", "of config.yaml")
    return _live(environment)


def _at(url: str, source: str, found: str) -> Gateway:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SparkgateError(
            "GATEWAY_UNREACHABLE",
            f"{source} '{url}' is not an address (expected: like http://127.0.0.1:15080, the gateway's HTTP port); "
            "correct it",
        )
    address = url.rstrip("/")
    local = any(record.http == address for record in _records.live())
    return Gateway(address, found, local, setting("SPARKGATE_TOKEN"))


def _live(environment: str | None) -> Gateway | None:
    """Prefers one that has the environment; one that has not will say so better than a new one could."""
    records = sorted(_records.live(), key=lambda record: environment is None or environment not in record.environments)
    gateways = (Gateway(record.http, "found running", True, setting("SPARKGATE_TOKEN")) for record in records)
    return next((gateway for gateway in gateways if gateway.is_healthy()), None)
