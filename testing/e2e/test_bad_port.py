"""A port that somebody else listens on."""

import socket

import pytest

from harness import files
from harness.fixtures import NewHome


@pytest.mark.parametrize("option", ["--grpc-port", "--http-port"])
@pytest.mark.parametrize("where", [[], ["--detach"]], ids=["foreground", "background"])
def test_should_tell_when_a_port_is_in_use(new_home: NewHome, option: str, where: list[str]) -> None:
    # Given
    home = new_home()
    ports = {"--grpc-port": "0", "--http-port": "0"}
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ports[option] = str(taken.getsockname()[1])

        # When
        result = home.cli("up", *where, *[word for pair in ports.items() for word in pair])

    # Then
    assert result.status == 125, str(result)
    assert "PORT_IN_USE" in result.err
    assert ports[option] in result.err
    assert option in result.err
    assert files.leftovers(home.folder) == []
