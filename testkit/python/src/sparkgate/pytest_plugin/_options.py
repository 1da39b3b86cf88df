"""What the command line, the ini file and the environment ask for."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from sparkgate._surroundings import setting

SCOPES = ("worker", "module", "run")
KEEPS = ("never", "on-failure")


@dataclass(frozen=True)
class Options:
    """Where a gateway is comes from the command line and the machine only, never from the project's files."""

    environment: str
    team: str | None
    keep: bool
    url: str | None
    scope: str
    fixtures: tuple[str, ...]
    conf: tuple[tuple[str, str], ...]
    root: Path
    around: tuple[str, str, str | None] | None
    """URL, id and environment of the lease that pytest was started in, as by `sparkgate run`."""


def add(parser: pytest.Parser) -> None:
    group = parser.getgroup("sparkgate", "Spark sessions in private namespaces")
    group.addoption(
        "--sparkgate-environment",
        metavar="E",
        help="environment to lease in. Default: SPARKGATE_ENVIRONMENT, else the ini file's, else test",
    )
    group.addoption("--sparkgate-team", metavar="T", help="team that the leases count for. Default: SPARKGATE_TEAM")
    group.addoption(
        "--sparkgate-keep",
        choices=KEEPS,
        help="on-failure: leave the namespace of a failed test, and tell how to enter it. Default: SPARKGATE_KEEP, "
        "else never",
    )
    group.addoption(
        "--sparkgate-url",
        metavar="URL",
        help="the gateway's HTTP address. Default: SPARKGATE_URL, else one that runs here, else a new one",
    )
    group.addoption(
        "--sparkgate-scope",
        choices=SCOPES,
        help="who shares a lease: the tests of a worker process (default), of a module, or of the whole run with each "
        "worker in a database of its own",
    )
    parser.addini("sparkgate_environment", "environment to lease in", default="test")
    parser.addini("sparkgate_team", "team that the leases count for", default="")
    parser.addini("sparkgate_scope", "who shares a lease: worker, module or run", default="worker")
    parser.addini("sparkgate_fixtures", "fixture files or folders that every lease starts with", "linelist", [])
    parser.addini("sparkgate_conf", "Spark settings of every session, each key=value", "linelist", [])


def read(config: pytest.Config) -> Options:
    given = config.option
    keep = given.sparkgate_keep or setting("SPARKGATE_KEEP") or "never"
    scope = given.sparkgate_scope or config.getini("sparkgate_scope")
    return Options(
        environment=given.sparkgate_environment
        or setting("SPARKGATE_ENVIRONMENT")
        or config.getini("sparkgate_environment"),
        team=given.sparkgate_team
        or setting("SPARKGATE_TEAM")
        or setting("SPARK_CONNECT_TEAM")
        or config.getini("sparkgate_team")
        or None,
        keep=_one_of("SPARKGATE_KEEP", keep, KEEPS) == "on-failure",
        url=given.sparkgate_url or setting("SPARKGATE_URL"),
        scope=_one_of("sparkgate_scope", scope, SCOPES),
        fixtures=tuple(config.getini("sparkgate_fixtures")),
        conf=tuple(_pair(line) for line in config.getini("sparkgate_conf")),
        root=config.inipath.parent if config.inipath else config.rootpath,
        around=_around(),
    )


def _around() -> tuple[str, str, str | None] | None:
    remote, lease = setting("SPARK_REMOTE"), setting("SPARKGATE_LEASE_ID")
    return (remote, lease, setting("SPARK_CONNECT_ENV")) if remote and lease else None


def _one_of(name: str, value: str, known: tuple[str, ...]) -> str:
    if value in known:
        return value
    raise pytest.UsageError(f"{name} '{value}' is not known (expected: {' or '.join(known)}); correct it")


def _pair(line: str) -> tuple[str, str]:
    name, equals, value = line.partition("=")
    if equals:
        return name.strip(), value.strip()
    raise pytest.UsageError(f"sparkgate_conf '{line}' is not a setting (expected: key=value); correct the ini file")
