"""AnalyzePlan: every variant."""

from typing import Any

import pytest
from pyspark.sql.connect.proto import base_pb2, common_pb2

from raw import plans
from raw.both import Both
from raw.outcome import Outcome
from raw.session import RawSession

Analyze = base_pb2.AnalyzePlanRequest
PLAN = plans.query("SELECT id, id * 2 AS twice FROM range(10) WHERE id > 3")
CACHED = plans.numbers(5).root
LEVEL = common_pb2.StorageLevel(use_memory=True, use_disk=True, deserialized=True, replication=1)

Mode = Analyze.Explain.ExplainMode
VARIANTS: dict[str, dict[str, Any]] = {
    "schema": {"schema": Analyze.Schema(plan=PLAN)},
    **{
        f"explain {mode}": {"explain": Analyze.Explain(plan=PLAN, explain_mode=Mode.Value(f"EXPLAIN_MODE_{mode}"))}
        for mode in ("SIMPLE", "EXTENDED", "CODEGEN", "COST", "FORMATTED")
    },
    "tree_string": {"tree_string": Analyze.TreeString(plan=PLAN)},
    "tree_string of a level": {"tree_string": Analyze.TreeString(plan=PLAN, level=1)},
    "is_local": {"is_local": Analyze.IsLocal(plan=PLAN)},
    "is_streaming": {"is_streaming": Analyze.IsStreaming(plan=PLAN)},
    "input_files": {"input_files": Analyze.InputFiles(plan=PLAN)},
    "spark_version": {"spark_version": Analyze.SparkVersion()},
    "ddl_parse": {"ddl_parse": Analyze.DDLParse(ddl_string="a INT, b ARRAY<STRUCT<c: STRING>>")},
    "same_semantics": {"same_semantics": Analyze.SameSemantics(target_plan=PLAN, other_plan=PLAN)},
    "semantic_hash": {"semantic_hash": Analyze.SemanticHash(plan=PLAN)},
    "json_to_ddl": {"json_to_ddl": Analyze.JsonToDDL(json_string='{"type":"struct","fields":[]}')},
}
REFUSED: dict[str, dict[str, Any]] = {
    "a table that is not there": {"schema": Analyze.Schema(plan=plans.query("SELECT * FROM nowhere.nothing"))},
    "syntax": {"ddl_parse": Analyze.DDLParse(ddl_string="a NO_TYPE")},
    "nothing": {},
    "no plan": {"schema": Analyze.Schema()},
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_should_analyse_alike(both: Both, variant: str) -> None:
    assert both.same(lambda session: session.analyze(**VARIANTS[variant])).ok


@pytest.mark.parametrize("variant", REFUSED)
def test_should_refuse_alike(both: Both, variant: str) -> None:
    refused = both.same(lambda session: session.analyze(**REFUSED[variant]))

    assert not refused.ok


def test_should_cache_alike(both: Both) -> None:
    def actions(session: RawSession) -> list[Outcome]:
        level = {"get_storage_level": Analyze.GetStorageLevel(relation=CACHED)}
        return [
            session.analyze(**level),
            session.analyze(persist=Analyze.Persist(relation=CACHED, storage_level=LEVEL)),
            session.analyze(**level),
            session.analyze(unpersist=Analyze.Unpersist(relation=CACHED, blocking=True)),
            session.analyze(**level),
        ]

    before, _, cached, _, after = both.same(actions)

    assert before == after
    assert cached.mentions("use_memory: true")
