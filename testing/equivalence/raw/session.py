"""One session by bare stubs."""

import contextlib
import threading
import uuid
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Any

import grpc
from pyspark.sql.connect.proto import base_pb2, base_pb2_grpc

from raw.outcome import Ids, Outcome, outcome

USER = "equivalence"
SERVICE = "/spark.connect.SparkConnectService/"
_OPTIONS = (
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", 128 << 20),
    ("grpc.use_local_subchannel_pool", 1),
)
_PATIENCE = 45.0

Metadata = Sequence[tuple[str, str | bytes]]


class RawSession:
    """Sends what it is told to `address`; `metadata` goes with each call."""

    def __init__(self, address: str, metadata: Metadata = (), user: str = USER, session_id: str | None = None) -> None:
        self.session_id = session_id or str(uuid.uuid4())
        self.user = user
        self.metadata = tuple(metadata)
        self.ids = Ids()
        self.channel = grpc.insecure_channel(address, options=_OPTIONS)
        self.stub = base_pb2_grpc.SparkConnectServiceStub(self.channel)

    def __enter__(self) -> "RawSession":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.release_session()
        finally:
            self.channel.close()

    def whose(self) -> dict[str, Any]:
        """The two fields that every request has."""
        return {"session_id": self.session_id, "user_context": base_pb2.UserContext(user_id=self.user)}

    def config(self, **operation: Any) -> Outcome:
        request = base_pb2.ConfigRequest(**self.whose(), operation=base_pb2.ConfigRequest.Operation(**operation))
        return self.unary(self.stub.Config, request)

    def set(self, silent: bool | None = None, **pairs: Any) -> Outcome:
        """Sets keys; `__` in their names stands for a dot."""
        return self.config(set=base_pb2.ConfigRequest.Set(pairs=key_values(pairs), silent=silent))

    def get(self, *keys: str) -> Outcome:
        return self.config(get=base_pb2.ConfigRequest.Get(keys=keys))

    def analyze(self, **variant: Any) -> Outcome:
        return self.unary(self.stub.AnalyzePlan, base_pb2.AnalyzePlanRequest(**self.whose(), **variant))

    def execute(self, plan: Any, **fields: Any) -> Outcome:
        return self.stream(self.stub.ExecutePlan, self.execute_request(plan, **fields))

    def execute_request(self, plan: Any, reattachable: bool = False, **fields: Any) -> Any:
        request = base_pb2.ExecutePlanRequest(**self.whose(), plan=plan, **fields)
        if reattachable:
            option = request.request_options.add()
            option.reattach_options.reattachable = True
        return request

    def start(self, plan: Any, **fields: Any) -> "Running":
        """Starts an execution that another call is to end."""
        return Running(self, self.stub.ExecutePlan(self.execute_request(plan, **fields), metadata=self.metadata))

    def reattach(self, operation_id: str, last_response_id: str | None = None) -> Outcome:
        request = base_pb2.ReattachExecuteRequest(
            **self.whose(), operation_id=operation_id, last_response_id=last_response_id
        )
        return self.stream(self.stub.ReattachExecute, request)

    def release_execute(self, operation_id: str, until: str | None = None) -> Outcome:
        request = base_pb2.ReleaseExecuteRequest(**self.whose(), operation_id=operation_id)
        if until is None:
            request.release_all.SetInParent()
        else:
            request.release_until.response_id = until
        return self.unary(self.stub.ReleaseExecute, request)

    def interrupt(self, kind: str, **which: Any) -> Outcome:
        interrupt_type = base_pb2.InterruptRequest.InterruptType.Value(f"INTERRUPT_TYPE_{kind}")
        request = base_pb2.InterruptRequest(**self.whose(), interrupt_type=interrupt_type, **which)
        return self.unary(self.stub.Interrupt, request)

    def add_artifacts(self, requests: Iterable[Any]) -> Outcome:
        return self.unary(self.stub.AddArtifacts, iter(requests))

    def artifact_status(self, *names: str) -> Outcome:
        request = base_pb2.ArtifactStatusesRequest(**self.whose(), names=names)
        return self.unary(self.stub.ArtifactStatus, request)

    def fetch_error_details(self, error_id: str) -> Outcome:
        request = base_pb2.FetchErrorDetailsRequest(**self.whose(), error_id=error_id)
        return self.unary(self.stub.FetchErrorDetails, request)

    def clone(self, new_session_id: str | None = None) -> Outcome:
        request = base_pb2.CloneSessionRequest(**self.whose(), new_session_id=new_session_id)
        return self.unary(self.stub.CloneSession, request)

    def release_session(self, allow_reconnect: bool = False) -> Outcome:
        request = base_pb2.ReleaseSessionRequest(**self.whose(), allow_reconnect=allow_reconnect)
        return self.unary(self.stub.ReleaseSession, request)

    def unary(self, method: Callable[..., Any], request: Any, **options: Any) -> Outcome:
        """Makes a call that has one answer."""
        options.setdefault("timeout", _PATIENCE)
        call = method.future(request, metadata=self.metadata, **options)  # type: ignore[attr-defined]
        messages = [] if call.exception() else [call.result()]
        return outcome(
            self.ids, call.code(), call.details(), messages, call.initial_metadata(), call.trailing_metadata()
        )

    def stream(self, method: Callable[..., Any], request: Any, **options: Any) -> Outcome:
        """Makes a call that has many answers, and reads them all."""
        options.setdefault("timeout", _PATIENCE)
        return Running(self, method(request, metadata=self.metadata, **options)).end()

    def future_method(self, name: str) -> Any:
        """A method that the stubs do not have; bytes in, bytes out."""
        return self.channel.unary_unary(SERVICE + name)


class Running:
    """A stream that has been started."""

    def __init__(self, session: RawSession, call: Any) -> None:
        self._session = session
        self.call = call
        self.messages: list[Any] = []

    @property
    def response_ids(self) -> list[str]:
        """Those of what has been read, without what comes by the clock."""
        return [message.response_id for message in self.messages if not message.HasField("execution_progress")]

    def await_tasks(self) -> "Running":
        """Reads until a task of it runs: what is interrupted earlier may run on for ever, in Spark itself."""
        while not self.read()[0].execution_progress.num_inflight_tasks:
            pass
        return self

    def read(self, count: int = 1) -> list[Any]:
        """Reads so many messages."""
        fresh = [next(self.call) for _ in range(count)]
        self.messages += fresh
        return fresh

    def end(self) -> Outcome:
        """Reads what is left."""
        with contextlib.suppress(grpc.RpcError):
            self.messages.extend(self.call)
        return self.outcome()

    def cancel(self) -> Outcome:
        self.call.cancel()
        return self.end()

    def in_background(self) -> "Background":
        return Background(self)

    def outcome(self) -> Outcome:
        call = self.call
        return outcome(
            self._session.ids,
            call.code(),
            call.details(),
            self.messages,
            call.initial_metadata(),
            call.trailing_metadata(),
        )


class Background:
    """A stream that a thread reads."""

    def __init__(self, running: Running) -> None:
        self._outcome: Outcome | None = None
        self._thread = threading.Thread(target=self._read, args=(running,), daemon=True)
        self._thread.start()

    def is_over(self) -> bool:
        return not self._thread.is_alive()

    def join(self, within: float = 60) -> Outcome:
        self._thread.join(within)
        assert self._outcome is not None, f"the stream did not end within {within:g} s"
        return self._outcome

    def _read(self, running: Running) -> None:
        self._outcome = running.end()


def key_values(pairs: dict[str, str]) -> list[Any]:
    return [base_pb2.KeyValue(key=key.replace("__", "."), value=value) for key, value in pairs.items()]
