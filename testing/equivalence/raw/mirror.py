"""A server in front of the server that notes what arrives at it, and answers one method of its own."""

import threading
from collections.abc import Callable, Iterator
from concurrent import futures
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import grpc

from raw.session import SERVICE

# A method of a version to come: it answers with what it got, and with metadata of its own.
MIRROR = "Mirror"
_OF_THE_CONNECTION = ("user-agent", "grpc-accept-encoding", "accept-encoding")
_CLIENT_STREAMS = ("AddArtifacts",)
_OPTIONS = (("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1))


@dataclass
class Seen:
    """A call as it arrived."""

    method: str
    metadata: dict[str, str]
    seconds_left: float | None
    messages: list[bytes] = field(default_factory=list)
    cancelled: threading.Event = field(default_factory=threading.Event)


class Mirror:
    """Listens on a port of loopback."""

    def __init__(self, target: str) -> None:
        self.calls: list[Seen] = []
        self._target = grpc.insecure_channel(target, options=_OPTIONS)
        self._server = grpc.server(futures.ThreadPoolExecutor(16), options=_OPTIONS)
        self._server.add_generic_rpc_handlers((_Handlers(self._handler),))
        self._port = self._server.add_insecure_port("127.0.0.1:0")

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._port}"

    def __enter__(self) -> "Mirror":
        self._server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop(None).wait()
        self._target.close()

    def of(self, session_id: str) -> list[Seen]:
        """Returns the calls of a session, in the order of their arrival."""
        return [seen for seen in self.calls if any(session_id.encode() in message for message in seen.messages)]

    def _handler(self, path: str) -> Any:
        name = path.removeprefix(SERVICE)
        if name == MIRROR:
            return grpc.stream_stream_rpc_method_handler(self._reflect)

        def forward(requests: Iterator[bytes], context: Any) -> Iterator[bytes]:
            seen = self._note(name, context)
            call = self._target.stream_stream(path)(_noted(seen, requests))
            context.add_callback(call.cancel)
            try:
                yield from call
            except grpc.RpcError:
                context.set_code(call.code())
                context.set_details(call.details())
            context.set_trailing_metadata(call.trailing_metadata())

        return grpc.stream_stream_rpc_method_handler(forward)

    def _reflect(self, requests: Iterator[bytes], context: Any) -> Iterator[bytes]:
        seen = self._note(MIRROR, context)
        context.send_initial_metadata((("x-mirror", "initial"), ("x-mirror-bin", b"\0\xff")))
        yield from _noted(seen, requests)
        if "x-hang" in seen.metadata.get("baggage", ""):
            seen.cancelled.wait(60)
        context.set_trailing_metadata((("x-mirror", "trailing"), ("x-mirror-bin", b"\1\xfe")))
        if "x-fail" in seen.metadata.get("baggage", ""):
            context.abort(grpc.StatusCode.DATA_LOSS, "as asked for: äöü % \n")

    def _note(self, name: str, context: Any) -> Seen:
        metadata = {
            key: value if isinstance(value, str) else value.hex()
            for key, value in context.invocation_metadata()
            if key not in _OF_THE_CONNECTION
        }
        seen = Seen(name, metadata, context.time_remaining())
        context.add_callback(seen.cancelled.set)
        self.calls.append(seen)
        return seen


class _Handlers(grpc.GenericRpcHandler):  # type: ignore[misc]
    def __init__(self, handler: Callable[[str], Any]) -> None:
        self._handler = handler

    def service(self, details: Any) -> Any:
        return self._handler(details.method)


def _noted(seen: Seen, requests: Iterator[bytes]) -> Iterator[bytes]:
    for message in requests:
        seen.messages.append(message)
        yield message
