"""ExecutePlan and what belongs to it: ReattachExecute, ReleaseExecute, Interrupt."""

import re
import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest

from raw import plans
from raw.both import Both
from raw.outcome import Outcome
from raw.session import RawSession

QUERIES = {
    "one row": "SELECT 1 AS one, 'two' AS two",
    "no row": "SELECT 1 WHERE false",
    "types": """SELECT true, 1Y, 2S, 3, 4L, 5.5F, 6.6D, 7.70BD, 'text', X'00FF', DATE'2024-02-29',
        TIMESTAMP'2024-02-29 12:00:00', TIMESTAMP_NTZ'2024-02-29 12:00:00', INTERVAL '1' YEAR, INTERVAL '2' DAY,
        array(1, NULL), map('a', 1), named_struct('a', 1), CAST(NULL AS STRING), parse_json('{"a": [1]}')""",
    "many partitions": "SELECT id, id % 3 AS part FROM range(0, 10000, 1, 8) ORDER BY id",
    "show": "SHOW DATABASES",
}
FAILING = {
    "syntax": "SELEKT 1",
    "table": "SELECT * FROM nowhere.nothing",
    "column": "SELECT colour FROM VALUES (1) AS t(color)",
    "arithmetic": "SELECT 1 / 0",
    "cast": "SELECT CAST('x' AS INT)",
    "raised": "SELECT raise_error('äöü: as asked for')",
    "type": "SELECT 1 + map('a', 1)",
    "mid-stream": "SELECT if(id = 150000, raise_error('late'), sha2(string(id), 512)) FROM range(0, 200000, 1, 1)",
}


@pytest.mark.parametrize("name", QUERIES)
def test_should_answer_a_query_alike(both: Both, name: str) -> None:
    seen = both.same(lambda session: session.execute(plans.query(QUERIES[name])))

    assert seen.ok, seen.details
    assert seen.mentions("arrow_batch")
    assert not seen.mentions("result_complete"), "only reattachable executions have it"


@pytest.mark.parametrize("reattachable", [False, True])
@pytest.mark.parametrize("name", FAILING)
def test_should_fail_alike(both: Both, name: str, reattachable: bool) -> None:
    seen = both.same(lambda session: session.execute(plans.query(FAILING[name]), reattachable=reattachable))

    assert seen.code == "INTERNAL"
    assert seen.error["errorClass"]


def test_should_run_statements_and_keep_views_alike(both: Both) -> None:
    def actions(session: RawSession) -> list[Outcome]:
        done = [
            session.execute(plans.view("mine", plans.numbers(3))),
            session.execute(plans.view("mine", plans.numbers(3), replace=False)),
            session.execute(plans.query("SELECT * FROM mine")),
            session.execute(plans.view("shown", plans.numbers(4), everywhere=True)),
            session.execute(plans.query("SELECT * FROM global_temp.shown")),
            session.execute(plans.statement("CREATE TEMPORARY FUNCTION plus_one(x INT) RETURNS INT RETURN x + 1")),
            session.execute(plans.statement("SELECT plus_one(41)")),
            session.execute(plans.statement("SET spark.sql.shuffle.partitions=3")),
            session.execute(plans.query("SELECT * FROM other_sessions_view")),
        ]
        session.execute(plans.statement("DROP VIEW global_temp.shown"))
        return done

    seen = both.same(actions)

    assert [outcome.ok for outcome in seen] == [True, False, True, True, True, True, True, True, False]


def test_should_give_a_large_result_in_the_same_batches(both: Both) -> None:
    seen = both.same(lambda session: session.execute(plans.LARGE, reattachable=True))

    assert seen.ok
    assert sum("arrow_batch" in message for message in seen.messages) > 3
    assert "result_complete" in seen.messages[-1]


def test_should_give_a_result_in_the_chunks_that_are_asked_for(both: Both) -> None:
    def actions(session: RawSession) -> Outcome:
        request = session.execute_request(plans.LARGE)
        option = request.request_options.add()
        option.result_chunking_options.allow_arrow_batch_chunking = True
        option.result_chunking_options.preferred_arrow_chunk_size = 1 << 20
        return session.stream(session.stub.ExecutePlan, request)

    seen = both.same(actions)

    assert seen.mentions("num_chunks_in_batch")


def nameless(outcome: Outcome) -> Outcome:
    """The same without the numbers of its ids and positions."""

    def hidden(text: str) -> str:
        return re.sub(r"(index\W+)\d+", r"\1N", re.sub(r"\bid-\d+", "id", text))

    return replace(
        outcome,
        details=hidden(outcome.details),
        messages=tuple(hidden(message) for message in outcome.messages),
        initial=tuple((key, hidden(value)) for key, value in outcome.initial),
        trailing=tuple((key, hidden(value)) for key, value in outcome.trailing),
    )


def test_should_reattach_alike_at_every_point(both: Both) -> None:
    def actions(session: RawSession) -> list[Outcome]:
        operation = str(uuid.uuid4())
        running = session.start(plans.query(QUERIES["many partitions"]), reattachable=True, operation_id=operation)
        whole = running.end()
        responses = running.response_ids
        return [
            whole,
            session.reattach(operation),
            session.reattach(operation, responses[1]),
            session.reattach(operation, responses[-1]),
            session.reattach(operation, str(uuid.uuid4())),
            session.release_execute(operation, until=responses[1]),
            # The refusal names a position; reports of progress count as well, and come by chance.
            nameless(session.reattach(operation, responses[0])),
            nameless(session.release_execute(operation)),
            nameless(session.release_execute(operation)),
            nameless(session.reattach(operation)),
            nameless(session.execute(plans.query("SELECT 1"), reattachable=True, operation_id=operation)),
        ]

    seen = both.same(actions)

    assert seen[0].messages == seen[1].messages
    assert seen[2].messages == seen[0].messages[2:]
    assert "OPERATION_NOT_FOUND" in seen[9].details or "OPERATION_ABANDONED" in seen[9].details
    assert not seen[10].ok


def test_should_refuse_alike_what_is_not_there(both: Both) -> None:
    def actions(session: RawSession) -> list[Outcome]:
        session.execute(plans.query("SELECT 1"))
        unknown = str(uuid.uuid4())
        return [
            session.reattach(unknown),
            session.release_execute(unknown),
            session.reattach("no-uuid"),
            session.execute(plans.query("SELECT 1"), operation_id="no-uuid"),
            session.interrupt("OPERATION_ID", operation_id=unknown),
            session.interrupt("TAG", operation_tag="nobody"),
            session.interrupt("ALL"),
            session.interrupt("UNSPECIFIED"),
            session.execute(plans.query("SELECT 1"), tags=["a,b"]),
            session.execute(plans.query("SELECT 1"), client_observed_server_side_session_id=unknown),
        ]

    seen = both.same(actions)

    assert "OPERATION_NOT_FOUND" in seen[0].details
    assert "SESSION_CHANGED" in seen[-1].details


INTERRUPTS: dict[str, Callable[[RawSession, str], Outcome]] = {
    "all": lambda session, operation: session.interrupt("ALL"),
    "tag": lambda session, operation: session.interrupt("TAG", operation_tag="endless"),
    "operation": lambda session, operation: session.interrupt("OPERATION_ID", operation_id=operation),
}


@pytest.mark.parametrize("how", INTERRUPTS)
@pytest.mark.parametrize("reattachable", [False, True])
def test_should_interrupt_alike(both: Both, how: str, reattachable: bool) -> None:
    def actions(session: RawSession) -> list[Outcome]:
        operation = str(uuid.uuid4())
        endless = session.start(
            plans.ENDLESS, operation_id=operation, tags=["endless", "other"], reattachable=reattachable
        ).await_tasks()
        interrupted = INTERRUPTS[how](session, operation)
        return [interrupted, endless.end(), session.execute(plans.query("SELECT 'goes on'"))]

    interrupted, ended, after = both.same(actions)

    assert interrupted.mentions("interrupted_ids")
    assert "OPERATION_CANCELED" in ended.details
    assert after.ok
