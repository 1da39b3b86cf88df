"""Several workers at once on one gateway."""

from conftest import MakeProject
from harness.gateway import Gateway
from harness.polling import eventually

_WRITES = """
    def test_writes(spark, worker_id):
        spark.sql("CREATE TABLE mine AS SELECT 1 a")
        assert spark.table("mine").count() == 1
        spark.sql("DROP TABLE mine")

    def test_reads(spark, spark_lease):
        assert spark.range(3).count() == 3
    """


def _leases(gateway: Gateway, before: int) -> list[str]:
    return [lease["id"] for lease in gateway.leases(**{"from": "pytest"})[before:]]


def test_should_give_each_worker_a_lease_when_run_in_parallel(make_project: MakeProject, gateway: Gateway) -> None:
    # Given
    project = make_project(**{f"test_{name}__py": _WRITES for name in "abcd"})
    before = len(gateway.leases(**{"from": "pytest"}))
    # When
    run = project.pytest("-n", "4", "--sparkgate-environment", "test")
    # Then
    run.counts(passed=8)
    assert 2 <= len(_leases(gateway, before)) <= 4
    eventually(lambda: all(lease["state"] == "ENDED" for lease in gateway.leases()), "all leases ended")


def test_should_share_a_lease_when_the_scope_is_the_run(make_project: MakeProject, gateway: Gateway) -> None:
    # Given
    project = make_project(**{f"test_{name}__py": _WRITES for name in "abcd"})
    before = len(gateway.leases(**{"from": "pytest"}))
    # When
    run = project.pytest("-n", "2", "--sparkgate-scope=run")
    # Then
    run.counts(passed=8)
    assert len(_leases(gateway, before)) == 1
    eventually(lambda: all(lease["state"] == "ENDED" for lease in gateway.leases()), "the lease ended")
