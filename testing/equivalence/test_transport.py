"""What is below the RPCs: methods and fields of versions to come, garbage, compression, deadlines, cancels."""

import dataclasses
import time
import uuid
from typing import Any

import grpc
import pytest
from pyspark.sql.connect.proto import base_pb2

from raw import plans
from raw.both import Both
from raw.outcome import Outcome
from raw.session import SERVICE, RawSession


def test_should_refuse_alike_a_method_that_the_server_does_not_have(both: Both) -> None:
    def actions(session: RawSession) -> list[Outcome]:
        request = base_pb2.ConfigRequest(**session.whose()).SerializeToString()
        return [session.unary(session.future_method(name), request) for name in ("GetStatus", "FromTheFuture")]

    seen = both.same(actions)

    assert [outcome.code for outcome in seen] == ["UNIMPLEMENTED"] * 2


def test_should_refuse_alike_a_service_that_the_server_does_not_have(both: Both) -> None:
    def actions(session: RawSession) -> str:
        request = base_pb2.ConfigRequest(**session.whose()).SerializeToString()
        # Who says so differs, what is said need not.
        return session.unary(session.channel.unary_unary("/grpc.health.v1.Health/Check"), request).code

    assert both.same(actions) == "UNIMPLEMENTED"


def test_should_pass_fields_of_versions_to_come(both: Both) -> None:
    def actions(session: RawSession) -> list[Outcome]:
        known = base_pb2.ConfigRequest(**session.whose())
        known.operation.get.keys.append("spark.app.name")
        # Field 5000, length-delimited, then field 5001, fixed64; before and after what is known.
        unknown = b"\xc2\xb8\x02\x03abc" + b"\xc9\xb8\x02" + b"12345678"
        method = session.channel.unary_unary(SERVICE + "Config", None, base_pb2.ConfigResponse.FromString)
        return [
            session.unary(method, unknown + known.SerializeToString()),
            session.unary(method, known.SerializeToString() + unknown),
        ]

    first, last = both.same(actions)

    assert first.ok
    assert last.ok


@pytest.mark.parametrize(
    ("name", "garbage"),
    [
        ("empty", b""),
        ("random", bytes(range(256)) * 4),
        ("truncated", b"\x0a\x24only"),
        ("group", b"\x0b\x0b\x0b"),
        ("endless number", b"\xff" * 32),
        ("not utf-8", b"\x0a\x04\xff\xfe\xfd\xfc"),
    ],
)
def test_should_survive_garbage_like_the_server_does(both: Both, name: str, garbage: bytes) -> None:
    def actions(session: RawSession) -> list[object]:
        method = session.channel.unary_unary(SERVICE + "Config")
        refused = session.unary(method, garbage)
        return [refused.ok, session.execute(plans.query("SELECT 1"))]

    refused, after = both.same(actions)

    assert refused is False
    assert isinstance(after, Outcome)
    assert after.ok


def test_should_take_a_compressed_request_or_refuse_it_clearly(both: Both) -> None:
    session = RawSession(both.gateway)
    with session:
        request = session.execute_request(plans.query(f"SELECT '{'x' * 100_000}' AS text"))
        call = session.stub.ExecutePlan(request, compression=grpc.Compression.Gzip, timeout=30)
        try:
            rows = sum(answer.arrow_batch.row_count for answer in call)
        except grpc.RpcError:
            assert call.code() in (grpc.StatusCode.UNIMPLEMENTED, grpc.StatusCode.INVALID_ARGUMENT), call.details()
            assert "compress" in call.details() or "encoding" in call.details()
        else:
            assert rows == 1
        assert session.execute(plans.query("SELECT 1")).ok, "the connection goes on"


def test_should_keep_deadlines_alike(both: Both) -> None:
    def actions(session: RawSession) -> list[Any]:
        start = time.monotonic()
        late = session.stream(session.stub.ExecutePlan, session.execute_request(plans.ENDLESS), timeout=2)
        took = time.monotonic() - start
        assert 1.5 < took < 10
        session.interrupt("ALL")
        return [late.code, session.execute(plans.query("SELECT 1"))]

    code, after = both.same(actions)

    assert code == "DEADLINE_EXCEEDED"
    assert after.ok


def test_should_let_an_execution_go_on_alike_when_its_stream_is_cancelled(both: Both) -> None:
    def actions(session: RawSession) -> list[Outcome]:
        operation = str(uuid.uuid4())
        running = session.start(plans.ENDLESS, reattachable=True, operation_id=operation).await_tasks()
        cancelled = running.cancel()
        interrupted = session.interrupt("OPERATION_ID", operation_id=operation)
        # Whether the schema came before the interrupt is a matter of chance.
        after = dataclasses.replace(session.reattach(operation), messages=())
        return [cancelled, interrupted, after]

    cancelled, interrupted, after = both.same(actions)

    assert cancelled.code == "CANCELLED"
    assert interrupted.mentions("interrupted_ids")
    assert "OPERATION_CANCELED" in after.details


def test_should_run_a_hundred_queries_at_once_in_one_session(both: Both) -> None:
    def actions(session: RawSession) -> list[Outcome]:
        running = [session.start(plans.query(f"SELECT {number}, 'text'")) for number in range(100)]
        return [stream.in_background().join(120) for stream in running]

    # Each by itself: in which order their ids are seen first is a matter of chance.
    seen = both.same(lambda session: [(outcome.code, len(outcome.messages)) for outcome in actions(session)])

    assert seen == [("OK", seen[0][1])] * 100


def test_should_take_a_plan_of_sixty_megabytes_alike(both: Both) -> None:
    def actions(session: RawSession) -> Outcome:
        return session.execute(plans.query(f"SELECT length('{'x' * 60_000_000}') AS size"))

    seen = both.same(actions)

    assert seen.ok, seen.details


def test_should_refuse_a_message_above_the_limit_alike(both: Both) -> None:
    def actions(session: RawSession) -> list[object]:
        refused = session.execute(plans.query(f"SELECT length('{'x' * (128 << 20)}') AS size"))
        return [refused.code, session.execute(plans.query("SELECT 1"))]

    code, after = both.same(actions)

    assert code == "RESOURCE_EXHAUSTED"
    assert isinstance(after, Outcome)
    assert after.ok
