"""Config: all seven operations, and what each refuses."""

from typing import Any

from pyspark.sql.connect.proto import base_pb2

from raw.both import Both
from raw.outcome import Outcome
from raw.session import RawSession, key_values

Config = base_pb2.ConfigRequest

KNOWN = "spark.sql.shuffle.partitions"
OWN = "spark.no.such.key"
STATIC = "spark.sql.warehouse.dir"
CORE = "spark.executor.memory"


def test_should_set_get_and_unset_alike(both: Both) -> None:
    def actions(session: RawSession) -> list[Outcome]:
        return [
            session.set(spark__sql__shuffle__partitions="7", spark__no__such__key="mine"),
            session.get(KNOWN, OWN),
            session.config(get_option=Config.GetOption(keys=[KNOWN, "spark.not.set"])),
            session.config(
                get_with_default=Config.GetWithDefault(
                    pairs=key_values({"spark.not.set": "fallback", KNOWN: "fallback"})
                )
            ),
            session.config(is_modifiable=Config.IsModifiable(keys=[KNOWN, OWN, STATIC, CORE])),
            session.config(unset=Config.Unset(keys=[KNOWN, OWN])),
            session.config(get_option=Config.GetOption(keys=[KNOWN, OWN])),
        ]

    seen = both.same(actions)

    assert all(outcome.ok for outcome in seen)
    assert seen[1].mentions('value: "7"')
    assert seen[3].mentions('value: "fallback"')


def test_should_give_all_settings_alike(both: Both) -> None:
    def actions(session: RawSession) -> list[Outcome]:
        return [
            session.config(get_all=Config.GetAll()),
            session.config(get_all=Config.GetAll(prefix="spark.sql.")),
            session.config(get_all=Config.GetAll(prefix="nothing.has.this")),
        ]

    everything, some, none = both.same(actions)

    assert everything.mentions('"spark.app.name"')
    assert some.mentions('"warehouse.dir"')
    assert not none.mentions("pairs")


def test_should_refuse_alike_what_cannot_be_set_or_got(both: Both) -> None:
    def actions(session: RawSession) -> list[Outcome]:
        return [
            session.set(spark__sql__warehouse__dir="/elsewhere"),
            session.set(spark__executor__memory="1g"),
            session.set(spark__sql__shuffle__partitions="many"),
            session.set(silent=True, spark__executor__memory="1g", spark__sql__shuffle__partitions="3"),
            session.get("spark.not.set"),
            session.config(unset=Config.Unset(keys=[STATIC])),
            session.config(),
        ]

    static, core, malformed, silent, unknown, unset, nothing = both.same(actions)

    assert [outcome.code for outcome in (static, core, malformed, unknown, unset)] == ["INTERNAL"] * 5
    assert "CANNOT_MODIFY" in static.details
    assert silent.ok
    assert silent.mentions("warnings")
    assert not nothing.ok


def test_should_keep_many_large_settings_alike(both: Both) -> None:
    def actions(session: RawSession) -> list[Outcome]:
        pairs: dict[str, Any] = {f"spark.mine.{number}": "x" * 10_000 for number in range(500)}
        return [session.set(**pairs), session.config(get_all=Config.GetAll(prefix="spark.mine."))]

    done, everything = both.same(actions)

    assert done.ok
    assert len(everything.messages[0]) > 5_000_000
