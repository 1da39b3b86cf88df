"""What came back from a call, in a form in which two servers' answers can be compared."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf import text_format
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2
from pyspark.sql.connect.proto import base_pb2

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# What Spark counts up for all sessions of a server: expressions, plans, lambdas, objects.
_COUNTED = re.compile(r"#\d+|(?<=plan_id=)\d+|(?<=PLAN_ID )\d+|(?<=Lambda)[$/0-9a-fx]+|@[0-9a-f]{6,}")
_LONG = 4096
_DETAILS = "grpc-status-details-bin"


class Ids:
    """Gives ids their names by the order in which they are seen."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def hidden(self, text: str) -> str:
        named = _UUID.sub(lambda found: self._names.setdefault(found[0], f"id-{len(self._names)}"), text)
        return _COUNTED.sub("#", named)


@dataclass(frozen=True)
class Outcome:
    """How a call ended and all that it sent back, without what differs from one session to the next."""

    code: str
    details: str
    messages: tuple[str, ...]
    initial: tuple[tuple[str, str], ...]
    trailing: tuple[tuple[str, str], ...]

    @property
    def ok(self) -> bool:
        return self.code == "OK"

    @property
    def error(self) -> dict[str, Any]:
        """Returns the metadata of its ErrorInfo, with `reason` and `domain`."""
        for key, value in self.trailing:
            if key == _DETAILS:
                for detail in json.loads(value)["details"]:
                    if detail["type"] == "ErrorInfo":
                        return dict(detail)
        return {}

    def mentions(self, text: str) -> bool:
        return any(text in message for message in self.messages)


def outcome(
    ids: Ids, code: grpc.StatusCode, details: str | None, messages: Iterable[Message], initial: Any, trailing: Any
) -> Outcome:
    return Outcome(
        code.name,
        ids.hidden(details or ""),
        tuple(shown for message in messages if (shown := _shown(ids, message))),
        _metadata(ids, initial),
        _metadata(ids, trailing),
    )


def _shown(ids: Ids, message: Message) -> str:
    if isinstance(message, base_pb2.ExecutePlanResponse):
        if message.HasField("execution_progress"):
            return ""  # comes by the clock
        seen = base_pb2.ExecutePlanResponse()
        seen.CopyFrom(message)
        if seen.HasField("metrics"):
            _without_values(seen.metrics.metrics)
        if len(seen.arrow_batch.data) > _LONG:
            digest = hashlib.sha256(seen.arrow_batch.data).hexdigest()
            seen.arrow_batch.data = f"{len(seen.arrow_batch.data)} {digest}".encode()
        message = seen
    return ids.hidden(text_format.MessageToString(message, as_utf8=True, print_unknown_fields=True))


def _without_values(metrics: Any) -> None:
    """Times and sizes of an execution, and the plan's counted ids."""
    for metric in metrics:
        metric.plan_id = 0
        metric.parent = 0
        for value in metric.execution_metrics.values():
            value.value = 0


def _metadata(ids: Ids, pairs: Sequence[tuple[str, str | bytes]] | None) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((key, _value(ids, key, value)) for key, value in pairs or ()))


def _value(ids: Ids, key: str, value: str | bytes) -> str:
    if key != _DETAILS:
        return ids.hidden(value if isinstance(value, str) else value.hex())
    status = status_pb2.Status.FromString(value if isinstance(value, bytes) else value.encode())
    details = []
    for packed in status.details:
        name = packed.type_url.rpartition(".")[2]
        if name == "ErrorInfo":
            info = error_details_pb2.ErrorInfo.FromString(packed.value)
            metadata = {key: ids.hidden(text) for key, text in sorted(info.metadata.items())}
            details.append({"type": name, "reason": info.reason, "domain": info.domain, **metadata})
        else:
            details.append({"type": name, "value": packed.value.hex()})
    return json.dumps({"code": status.code, "message": ids.hidden(status.message), "details": details})
