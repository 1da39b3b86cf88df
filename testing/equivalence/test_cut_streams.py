"""Connections that are cut while a result is read: clients reattach, and miss nothing."""

import uuid
from collections.abc import Callable

import pytest
from pyspark.sql import SparkSession

from harness.wire import Wire
from raw import plans
from raw.both import Both
from raw.outcome import Outcome
from raw.session import RawSession

ROWS = 600_000
QUERY = f"SELECT id, sha2(string(id), 512) AS text FROM range(0, {ROWS}, 1, 12)"
CUTS = (200_000, 20_000_000, 50_000_000)


def test_should_read_a_result_whole_when_the_clients_connection_is_cut(both: Both) -> None:
    # Given
    with Wire(both.direct) as direct, Wire(both.gateway) as gateway:
        # When
        expected = read_with_cuts(direct.address, direct)
        seen = read_with_cuts(gateway.address, gateway)

        # Then
        assert seen == expected == (ROWS, ROWS * (ROWS - 1) // 2)


def test_should_read_a_result_whole_when_the_gateways_connection_is_cut(both: Both, server_wire: Wire) -> None:
    # When
    seen = read_with_cuts(f"{both.gateway}/;x-sparkgate-environment=wired", server_wire)

    # Then
    assert seen == (ROWS, ROWS * (ROWS - 1) // 2)


def test_should_tell_of_a_cut_behind_the_gateway_as_of_one_before_it(both: Both, server_wire: Wire) -> None:
    with Wire(both.direct) as direct, RawSession(direct.address) as session:
        expected = cut_and_reattach(session, direct.cut_after)
    with RawSession(both.gateway, (("x-sparkgate-environment", "wired"),)) as session:
        seen = cut_and_reattach(session, server_wire.cut_after)

    assert expected[0].code == seen[0].code == "UNAVAILABLE"
    assert expected[1].ok
    assert seen[1].ok
    assert whole(seen) == whole(expected)


@pytest.mark.parametrize("times", [1, 3])
def test_should_go_on_with_a_session_when_its_connection_is_cut_at_rest(both: Both, times: int) -> None:
    with Wire(both.gateway) as wire, RawSession(wire.address) as session:
        assert session.execute(plans.view("mine", plans.numbers(3))).ok
        for _ in range(times):
            wire.cut()
            attempts = [session.execute(plans.query("SELECT * FROM mine")) for _ in range(3)]
            assert attempts[-1].ok, attempts


def read_with_cuts(remote: str, wire: Wire) -> tuple[int, int]:
    """Reads the result to its end and returns how many rows it had, and the sum of their ids."""
    spark = SparkSession.builder.remote(f"sc://{remote}").create()
    try:
        before, cuts = wire.connections, list(CUTS)
        wire.cut_after(cuts.pop(0))
        rows = total = 0
        for row in spark.sql(QUERY).toLocalIterator():
            rows += 1
            total += row["id"]
            if cuts and rows % (ROWS // 4) == 0:
                wire.cut_after(cuts.pop(0) % 1_000_000)
        assert wire.connections > before, "nothing was cut"
        return rows, total
    finally:
        spark.stop()


def cut_and_reattach(session: RawSession, cut_after: Callable[[int], None]) -> list[Outcome]:
    session.get("spark.app.name")
    operation = str(uuid.uuid4())
    cut_after(10_000_000)
    running = session.start(plans.query(QUERY), reattachable=True, operation_id=operation)
    cut = running.end()
    rest = session.reattach(operation, running.response_ids[-1])
    if rest.code == "UNAVAILABLE":  # the connection was not known to be gone
        rest = session.reattach(operation, running.response_ids[-1])
    return [cut, rest]


def whole(parts: list[Outcome]) -> list[str]:
    """What came before and after the cut; wherever that was, it is the same result."""
    return sorted(message.split("operation_id")[0] for part in parts for message in part.messages)
