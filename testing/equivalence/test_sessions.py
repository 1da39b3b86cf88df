"""CloneSession, ReleaseSession, and who is whose."""

import uuid

from raw import plans
from raw.both import Both
from raw.outcome import Outcome
from raw.session import RawSession


def twin(session: RawSession, session_id: str, address: str) -> RawSession:
    """The session that a clone has made."""
    return RawSession(address, session.metadata, session_id=session_id)


def test_should_clone_alike(both: Both) -> None:
    def actions(session: RawSession) -> list[Outcome]:
        name = str(uuid.uuid4())
        before = [
            session.set(spark__sql__shuffle__partitions="9", spark__mine="yes"),
            session.execute(plans.view("mine", plans.numbers(3))),
            session.clone(name),
        ]
        session.session_id, first = name, session.session_id
        inside = [
            session.get("spark.sql.shuffle.partitions", "spark.mine"),
            session.execute(plans.query("SELECT count(*) FROM mine")),
            session.execute(plans.view("later", plans.numbers(2))),
            session.clone(first),
            session.release_session(),
            session.execute(plans.query("SELECT 1")),
        ]
        session.session_id = first
        return [*before, *inside, session.execute(plans.query("SELECT count(*) FROM later")), session.get("spark.mine")]

    seen = both.same(actions)

    assert seen[2].mentions("new_session_id")
    assert [outcome.ok for outcome in seen] == [True, True, True, True, True, True, False, True, False, False, True]
    assert "SESSION_CLOSED" in seen[8].details


def test_should_name_a_clone_alike_when_no_name_is_given(both: Both) -> None:
    def actions(session: RawSession) -> list[Outcome]:
        session.set(spark__mine="yes")
        request_id, done = session.session_id, session.clone()
        assert request_id == session.session_id
        return [done, session.clone("no-uuid"), session.clone(session.session_id)]

    seen = both.same(actions)

    assert [outcome.ok for outcome in seen] == [True, False, False]


def test_should_refuse_to_clone_alike_what_is_not_there(both: Both) -> None:
    refused = both.same(lambda session: session.clone(str(uuid.uuid4())))

    assert not refused.ok


def test_should_release_alike(both: Both) -> None:
    def actions(session: RawSession) -> list[Outcome]:
        return [
            session.release_session(),
            session.execute(plans.query("SELECT 1")),
            session.release_session(allow_reconnect=True),
            session.execute(plans.view("mine", plans.numbers(3))),
            session.release_session(),
            session.release_session(),
            session.execute(plans.query("SELECT 1")),
            session.get("spark.app.name"),
            session.interrupt("ALL"),
            session.artifact_status("cache/x"),
            session.clone(str(uuid.uuid4())),
            session.reattach(str(uuid.uuid4())),
            session.release_execute(str(uuid.uuid4())),
        ]

    both.same(actions)


def test_should_let_a_session_start_again_alike_when_it_allowed_that(both: Both) -> None:
    def actions(session: RawSession) -> list[Outcome]:
        return [
            session.execute(plans.view("mine", plans.numbers(3))),
            session.release_session(allow_reconnect=True),
            session.execute(plans.query("SELECT 'new'")),
            session.execute(plans.query("SELECT * FROM mine")),
        ]

    seen = both.same(actions)

    assert [outcome.ok for outcome in seen] == [True, True, True, False]


def test_should_refuse_alike_a_session_without_a_proper_name(both: Both) -> None:
    def actions(session: RawSession) -> list[Outcome]:
        seen = []
        proper = session.session_id
        for name in ("", "no-uuid", "x" * 100):
            session.session_id = name
            seen.append(session.execute(plans.query("SELECT 1")))
        session.session_id = proper
        return seen

    seen = both.same(actions)

    assert not any(outcome.ok for outcome in seen)


def test_should_tell_users_apart_alike(both: Both) -> None:
    def actions(session: RawSession) -> list[Outcome]:
        session.execute(plans.view("mine", plans.numbers(3)))
        seen = []
        for user in ("", "somebody else", "jürgen"):
            session.user = user
            seen.append(session.execute(plans.query("SELECT * FROM mine")))
            seen.append(session.execute(plans.query("SELECT 1")))
            session.release_session()
        session.user = "equivalence"
        return [*seen, session.execute(plans.query("SELECT * FROM mine"))]

    seen = both.same(actions)

    assert [outcome.ok for outcome in seen] == [False, True] * 3 + [True]
