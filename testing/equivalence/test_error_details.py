"""FetchErrorDetails: the whole of an error, once."""

import pytest
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from raw import plans
from raw.both import Both
from raw.outcome import Outcome
from raw.session import RawSession

CASES = {
    "analysis": "SELECT * FROM nowhere.nothing",
    "arithmetic": "SELECT 1 / 0",
    "parse": "SELEKT 1",
}


@pytest.mark.parametrize("stack", ["true", "false"])
@pytest.mark.parametrize("case", CASES)
def test_should_tell_all_of_an_error_alike(both: Both, case: str, stack: str) -> None:
    def actions(session: RawSession) -> list[Outcome]:
        session.set(spark__sql__connect__serverStacktrace__enabled=stack)
        running = session.start(plans.query(CASES[case]))
        failed = running.end()
        error_id = error_id_of(running.call)
        return [failed, session.fetch_error_details(error_id), session.fetch_error_details(error_id)]

    failed, details, again = both.same(actions)

    assert failed.error["errorId"]
    assert details.mentions("error_class")
    assert not again.mentions("error_class")


def error_id_of(call: object) -> str:
    status = rpc_status.from_call(call)
    info = error_details_pb2.ErrorInfo.FromString(status.details[0].value)
    found: str = info.metadata["errorId"]
    return found
