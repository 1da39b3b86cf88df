"""A configuration that will not do is refused with all its errors, by check-config and by up alike."""

from pathlib import Path

import pytest

from harness import files
from harness.fixtures import NewHome
from harness.home import Home

BAD = """\
pools:
  default: {cluster: laptop, spark: "4.1", min-idel: 1}
environments:
  test:
    pools: [{pool: default}]
    lease: {ttl: 9h, max-ttl: 4h, idle: soon}
  prod:
    pools: [{pool: defualt}]
gatway: {}
"""
ERRORS = [
    ":2: pools.default.min-idel: unknown key 'min-idel'",
    "min-idle",
    ":6: environments.test.lease.ttl: lease ttl 9h is above the cap",
    ":6: environments.test.lease.idle:",
    "'soon'",
    ":8: environments.prod.pools",
    "'defualt'",
    ":9: gatway: unknown key 'gatway'",
]


@pytest.mark.parametrize("command", [["check-config"], ["up", "--config"], ["up", "--detach", "--config"]])
def test_should_tell_all_errors_with_path_and_line(new_home: NewHome, tmp_path: Path, command: list[str]) -> None:
    # Given
    home = new_home()
    config = tmp_path / "sparkgate.yaml"
    config.write_text(BAD)

    # When
    result = home.cli(*command, config)

    # Then
    said = result.out + result.err
    assert result.status == 2, str(result)
    assert [error for error in ERRORS if error not in said] == [], said
    assert "\tat " not in said
    assert files.leftovers(home.folder) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sparkgate.yaml"]


@pytest.mark.parametrize(
    ("content", "word"), [("a: [", "sparkgate.yaml:"), ("just text", "sparkgate.yaml"), ("pools: 3", "pools")]
)
def test_should_tell_what_is_no_configuration_at_all(home: Home, tmp_path: Path, content: str, word: str) -> None:
    # Given
    config = tmp_path / "sparkgate.yaml"
    config.write_text(content)

    # When
    result = home.cli("check-config", config)

    # Then
    assert result.status == 2, str(result)
    assert word in result.out + result.err
    assert "Exception" not in result.out + result.err


def test_should_tell_when_there_is_no_such_file(home: Home, tmp_path: Path) -> None:
    # When
    result = home.cli("check-config", tmp_path / "nothing.yaml")

    # Then
    assert result.status == 2, str(result)
    assert "nothing.yaml" in result.err


def test_should_accept_a_configuration_that_will_do(home: Home, tmp_path: Path) -> None:
    # Given
    config = tmp_path / "sparkgate.yaml"
    config.write_text("environments: {dev: {lease: {ttl: 30m}}}\n")

    # Then
    home.cli("check-config", config).ok()
