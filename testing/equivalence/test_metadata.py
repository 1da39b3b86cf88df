"""What of a call's metadata and messages gets to the server, and back, byte for byte."""

import threading

import grpc
from pyspark.sql.connect.proto import base_pb2

from conftest import MIRROR_TOKEN
from harness.gateway import Gateway
from harness.polling import eventually
from raw import plans
from raw.mirror import MIRROR, Mirror
from raw.session import SERVICE, RawSession

ROUTING = (("x-sparkgate-environment", "mirrored"),)
PASSED = {
    "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "tracestate": "vendor=1",
    "baggage": "key=value",
}
KEPT: dict[str, str | bytes] = {
    "x-sparkgate-team": "search",
    "x-sparkgate-user": "ada",
    "authentication": "Bearer of-the-client",
    "cookie": "secret=1",
    "x-api-key": "secret",
    "x-forwarded-for": "10.0.0.1",
    "x-own": "y" * 1000,
    "own-bin": b"\0\1",
}


def test_should_pass_tracing_and_nothing_else_to_the_server(gateway: Gateway, mirror: Mirror) -> None:
    sent = (*PASSED.items(), *KEPT.items(), ("authorization", "Bearer of-the-client"))
    with RawSession(gateway.address, (*ROUTING, *sent)) as session:
        session.execute(plans.query("SELECT 1"))
        session.get("spark.app.name")

    calls = mirror.of(session.session_id)
    assert [call.method for call in calls] == ["ExecutePlan", "Config", "ReleaseSession"]
    for call in calls:
        own = {key: value for key, value in call.metadata.items() if key not in PASSED}
        assert own == {"authorization": f"Bearer {MIRROR_TOKEN}"}
        assert call.metadata.keys() >= PASSED.keys()
        assert call.metadata["tracestate"] == PASSED["tracestate"]


def test_should_never_show_the_secret_of_a_lease_to_the_server(gateway: Gateway, mirror: Mirror) -> None:
    lease = gateway.acquire(environment="mirrored")
    with RawSession(gateway.address, (("x-sparkgate-lease", lease["secret"]),)) as session:
        session.execute(plans.query("SELECT 1"))
    gateway.release(lease["id"])

    calls = mirror.of(session.session_id)
    assert calls
    assert not [call for call in calls if lease["secret"] in str(call)]


def test_should_pass_every_byte_of_a_method_to_come(gateway: Gateway, mirror: Mirror) -> None:
    with RawSession(gateway.address, ROUTING) as session:
        session.get("spark.app.name")
        head = whose(session)
        messages = [head + bytes([0xA2, 0x06, size & 0x7F]) + bytes(size & 0x7F) for size in range(100)]
        call = session.channel.stream_stream(SERVICE + MIRROR)(iter(messages), metadata=session.metadata, timeout=30)

        assert list(call) == messages
        assert dict(call.initial_metadata())["x-mirror"] == "initial"
        assert dict(call.initial_metadata())["x-mirror-bin"] == b"\0\xff"
        assert dict(call.trailing_metadata())["x-mirror"] == "trailing"
        assert dict(call.trailing_metadata())["x-mirror-bin"] == b"\1\xfe"


def test_should_answer_each_message_before_the_next_is_sent(gateway: Gateway) -> None:
    with RawSession(gateway.address, ROUTING) as session:
        session.get("spark.app.name")
        answered: list[bytes] = []
        heard = threading.Event()

        def one_by_one() -> object:
            for number in range(20):
                yield whose(session) + b"\xa2\x06\x01" + bytes([number])
                assert heard.wait(10), f"answer {number}"
                heard.clear()

        call = session.channel.stream_stream(SERVICE + MIRROR)(one_by_one(), metadata=session.metadata, timeout=30)
        for message in call:
            answered.append(message)
            heard.set()

    assert [message[-1] for message in answered] == list(range(20))


def test_should_pass_the_status_and_its_text(gateway: Gateway) -> None:
    with RawSession(gateway.address, (*ROUTING, ("baggage", "x-fail"))) as session:
        session.get("spark.app.name")
        failed = session.unary(session.future_method(MIRROR), whose(session))

    assert failed.code == "DATA_LOSS"
    assert failed.details == "as asked for: äöü % \n"


def test_should_pass_deadlines_and_cancels(gateway: Gateway, mirror: Mirror) -> None:
    with RawSession(gateway.address, (*ROUTING, ("baggage", "x-hang"))) as session:
        session.get("spark.app.name")
        late = session.unary(session.future_method(MIRROR), whose(session), timeout=1)
        call = session.future_method(MIRROR).future(whose(session), metadata=session.metadata, timeout=50)
        eventually(lambda: len(mirror.of(session.session_id)) == 3, "the second call there")
        call.cancel()

        _, first, second = mirror.of(session.session_id)
        assert late.code == "DEADLINE_EXCEEDED"
        assert first.cancelled.wait(10)
        assert first.seconds_left is not None
        assert 0 < first.seconds_left < 1.5
        assert second.cancelled.wait(10)
        assert second.seconds_left is not None
        assert 40 < second.seconds_left < 51


def test_should_refuse_metadata_that_is_too_large(gateway: Gateway) -> None:
    with RawSession(gateway.address) as session:
        assert session.execute(plans.query("SELECT 1")).ok
        plain, session.metadata = session.metadata, (("x-large", "x" * 70_000),)
        refused = session.get("spark.app.name")
        session.metadata = plain
        assert not refused.ok
        assert refused.code != grpc.StatusCode.UNAVAILABLE.name, "clients would try again for ten minutes"
        assert session.execute(plans.query("SELECT 1")).ok


def test_should_keep_the_connection_string_of_old_clients_from_the_server(gateway: Gateway, mirror: Mirror) -> None:
    # PySpark 3.5 sends it as configuration, secrets and all, each pair by itself and all of them twice.
    url = "sc://127.0.0.1:15002/;token=of-the-client;x-sparkgate-lease=a-secret-of-a-lease"
    get_option = base_pb2.ConfigRequest.GetOption(keys=["spark.remote"])
    with RawSession(gateway.address, ROUTING) as session:
        done = [session.set(spark__remote=url, spark__mine="yes") for _ in range(2)]
        alone = session.set(spark__remote=url)
        read = session.config(get_option=get_option)
        everything = session.config(get_all=base_pb2.ConfigRequest.GetAll())
        mine = session.get("spark.mine")

    assert all(outcome.ok for outcome in (*done, alone, read, everything))
    assert mine.mentions('"yes"')
    assert not read.mentions("a-secret-of-a-lease")
    assert not everything.mentions("a-secret-of-a-lease")
    assert not [call.method for call in mirror.of(session.session_id) if "a-secret" in str(call)]


def whose(session: RawSession) -> bytes:
    """The first two fields of every request, also of those to come."""
    head: bytes = base_pb2.ConfigRequest(**session.whose()).SerializeToString()
    return head
