"""A lease ends by itself, and from then on its secret opens nothing: a client hears of it at once."""

from pathlib import Path

from harness import files
from harness.client import Client
from harness.gateway import Gateway
from harness.home import Home
from harness.polling import on_quiet_machine

# Spark's clients try again for ten minutes where they are told that waiting helps.
AT_ONCE = 15


def test_should_refuse_the_secret_when_the_time_to_live_is_over(home: Home, gateway: Gateway, python: Path) -> None:
    # Given
    lease = gateway.acquire(ttl="2s")

    # When
    ended = gateway.await_state(lease["id"], "ENDED", within=30)

    # Then
    assert ended["reason"] == "EXPIRED"
    assert_refused(home, python, lease)


def test_should_refuse_the_secret_when_nobody_uses_the_lease(home: Home, gateway: Gateway, python: Path) -> None:
    # Given
    lease = gateway.acquire(idle="2s")

    # When
    ended = gateway.await_state(lease["id"], "ENDED", within=30)

    # Then
    assert ended["reason"] == "IDLE"
    assert_refused(home, python, lease)


def test_should_not_count_a_query_that_runs_as_idle(home: Home, gateway: Gateway, python: Path) -> None:
    # Given
    lease = gateway.acquire(idle="3s")

    # When
    slow = "SELECT reflect('java.lang.Thread', 'sleep', 6000L), 42"
    with Client(home, python, lease, "connect", slow) as client:
        result = client.result()

    # Then
    assert result.status == 0, str(result)
    assert gateway.await_state(lease["id"], "ENDED", within=60)["reason"] == "IDLE"


def test_should_fail_the_next_query_at_once_when_the_lease_ends_under_a_session(
    home: Home, gateway: Gateway, python: Path
) -> None:
    # Given
    lease = gateway.acquire()
    with Client(home, python, lease, "view") as client:
        assert client.read() == "ready"
        assert client.ask() == "5 1"

        # When
        gateway.release(lease["id"])
        client.tell()
        result = client.result(within=on_quiet_machine(AT_ONCE))

    # Then
    assert result.status == 1, str(result)
    assert "LEASE_ENDED" in result.err, str(result)
    assert lease["id"] in result.err
    gateway.await_state(lease["id"], "ENDED", within=30)
    assert files.mentioning(home.folder, lease["id"]) == []


def test_should_end_a_query_that_runs_when_its_lease_ends(home: Home, gateway: Gateway, python: Path) -> None:
    # Given
    lease = gateway.acquire()
    with Client(home, python, lease, "endless") as client:
        assert client.read() == "running"

        # When
        gateway.release(lease["id"])
        result = client.result(within=on_quiet_machine(AT_ONCE))

    # Then
    assert result.status == 1, str(result)
    gateway.await_state(lease["id"], "ENDED", within=30)
    assert another_query_runs(home, gateway, python), "the ended query still has the driver's cores"


def test_should_refuse_a_secret_that_never_was(home: Home, gateway: Gateway, python: Path) -> None:
    # When
    unknown = {"remote": f"{gateway.remote}/;x-sparkgate-lease=bm90LWEtc2VjcmV0LW9mLWFueWJvZHk"}
    with Client(home, python, unknown, "connect") as client:
        result = client.result(within=on_quiet_machine(AT_ONCE))

    # Then
    assert result.status == 1, str(result)
    assert "LEASE_UNKNOWN" in result.err
    assert "bm90LWEtc2VjcmV0LW9mLWFueWJvZHk" not in result.err


def assert_refused(home: Home, python: Path, lease: dict[str, str]) -> None:
    with Client(home, python, lease, "connect") as client:
        result = client.result(within=on_quiet_machine(AT_ONCE))
    assert result.status == 1, str(result)
    assert "LEASE_" in result.err, str(result)
    assert lease["secret"] not in result.err


def another_query_runs(home: Home, gateway: Gateway, python: Path) -> bool:
    lease = gateway.acquire()
    with Client(home, python, lease, "connect", "SELECT count(*) FROM range(10)") as client:
        result = client.result(within=60)
    gateway.release(lease["id"])
    return result.ok().out == "10\n"
