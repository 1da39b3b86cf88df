"""The fixtures, markers and options of the pytest plugin, on a real driver."""

import pytest

from conftest import MakeProject
from harness.gateway import Gateway
from harness.home import CHECKOUT

FIXTURES = str(CHECKOUT / "examples" / "fixtures" / "events.yaml")


def test_should_give_the_same_session_everywhere_in_a_module_when_asked_by_either_name(
    make_project: MakeProject, gateway: Gateway
) -> None:
    # Given
    project = make_project(
        test_a__py="""
        import pytest
        from pyspark.sql import SparkSession

        @pytest.fixture(scope="module")
        def table(spark):
            spark.sql("CREATE NAMESPACE pedregal.raw")
            spark.sql("CREATE TABLE pedregal.raw.t AS SELECT 1 a")
            return "pedregal.raw.t"

        def test_one(spark, spark_session, table):
            assert spark is spark_session
            assert spark.table(table).count() == 1

        def test_two(spark, table, spark_remote, spark_lease):
            assert spark.table(table).count() == 1
            assert spark_remote == spark_lease.remote
            assert "x-sparkgate-lease" in spark_remote and spark_remote.split("=")[1] not in repr(spark_remote)
            assert spark_lease.environment == "test"
            assert SparkSession.builder.getOrCreate() is spark
        """,
        test_b__py="""
        def test_sees_the_tables_of_the_same_lease_in_a_session_of_its_own(spark):
            assert spark.table("pedregal.raw.t").count() == 1
        """,
    )
    # When
    run = project.pytest("-v")
    # Then
    run.counts(passed=3)
    assert f"gateway {gateway.http} (found running)" in run.out
    assert "leases: 1 " in run.out
    assert "took " in run.out
    assert gateway.leases(**{"from": "pytest"})[-1]["state"] in ("ENDING", "ENDED")


def test_should_isolate_what_a_marker_stands_on(make_project: MakeProject) -> None:
    # Given
    project = make_project(
        test_a__py=f"""
        import pytest

        @pytest.fixture(scope="module")
        def table(spark):
            spark.sql("CREATE NAMESPACE pedregal.own")
            spark.sql("CREATE TABLE pedregal.own.t AS SELECT 1 a")
            return "pedregal.own.t"

        @pytest.fixture
        def row(spark, table):
            spark.sql(f"INSERT INTO {{table}} VALUES (2)")

        @pytest.mark.sparkgate(isolation="fork")
        @pytest.mark.parametrize("n", [1, 2])
        def test_writes_to_a_fork(spark, table, row, n):
            assert spark.table(table).count() == 2
            spark.sql(f"DROP TABLE {{table}} PURGE")

        @pytest.mark.sparkgate(fixtures={FIXTURES!r}, conf={{"spark.sql.shuffle.partitions": 3}})
        class TestEvents:
            def test_has_the_fixture(self, spark):
                assert spark.table("pedregal.raw.events").count() == 5
                assert spark.conf.get("spark.sql.shuffle.partitions") == "3"
                spark.sql("DROP TABLE pedregal.raw.events")

            @pytest.mark.sparkgate(conf={{"spark.sql.shuffle.partitions": "7"}})
            def test_adds_up_inwards(self, spark):
                assert spark.table("pedregal.raw.events").count() == 5
                assert spark.conf.get("spark.sql.shuffle.partitions") == "7"

        @pytest.mark.sparkgate(isolation="session")
        def test_has_views_of_its_own(spark, table):
            spark.range(1).createOrReplaceTempView("v")
            spark.conf.set("spark.sql.shuffle.partitions", "11")
            assert spark.table(table).count() == 1

        def test_is_left_alone(spark, table):
            assert spark.table(table).count() == 1
            assert not spark.catalog.tableExists("v")
            assert spark.conf.get("spark.sql.shuffle.partitions") != "11"
        """
    )
    # When
    run = project.pytest("-v")
    # Then
    run.counts(passed=6)
    assert "::test_has_the_fixture PASSED" in run.out, "the parameter is hidden from the test's name"


def test_should_compare_data_frames_when_the_client_is_thin(make_project: MakeProject) -> None:
    # Given
    project = make_project(
        test_a__py="""
        import os
        from chispa import assert_df_equality
        from pyspark.testing import assertDataFrameEqual

        def test_equal(spark):
            one, other = spark.range(3), spark.sql("SELECT * FROM VALUES (0L), (1L), (2L) AS t(id)")
            assertDataFrameEqual(one, other)
            assert_df_equality(one, other, ignore_nullable=True)
            assert "SPARK_HOME" not in os.environ
        """
    )
    # When
    run = project.pytest()
    # Then
    run.counts(passed=1)


def test_should_go_before_pytest_spark_when_both_are_installed(make_project: MakeProject) -> None:
    # Given
    project = make_project(
        pytest__ini="[pytest]\naddopts = -p no:cacheprovider\n",
        test_a__py="""
        def test_ours(spark_session, spark_lease, request):
            assert request.config.pluginmanager.has_plugin("spark")
            assert spark_session.range(3).count() == 3
        """,
    )
    # When
    run = project.pytest()
    # Then
    run.counts(passed=1)


def test_should_lease_nothing_when_no_selected_test_asks(make_project: MakeProject, gateway: Gateway) -> None:
    # Given
    project = make_project(test_a__py="def test_plain(): pass\ndef test_spark(spark): assert 0")
    before = len(gateway.leases())
    # When
    run = project.pytest("-k", "plain")
    # Then
    run.counts(passed=1)
    assert len(gateway.leases()) == before


def test_should_keep_the_namespace_and_tell_how_to_enter_it_when_a_test_fails(
    make_project: MakeProject, gateway: Gateway
) -> None:
    # Given
    project = make_project(
        test_a__py="""
        def test_fails(spark):
            spark.sql("CREATE NAMESPACE pedregal.left")
            assert spark.range(2).count() == 3
        """
    )
    # When
    run = project.pytest("--sparkgate-keep=on-failure")
    # Then
    run.counts(failed=1)
    assert "pyspark --remote 'sc://127.0.0.1:" in run.out
    (kept,) = [lease for lease in gateway.leases(**{"from": "pytest"}) if lease["id"] in run.out]
    assert kept["state"] == "ACTIVE"
    gateway.release(kept["id"])


def test_should_show_no_secret_when_a_test_fails_and_nothing_is_kept(make_project: MakeProject) -> None:
    # Given
    project = make_project(test_a__py="def test_fails(spark, spark_remote, spark_lease): assert spark_remote == 1")
    # When
    run = project.pytest("-l")
    # Then
    run.counts(failed=1)
    assert "--sparkgate-keep=on-failure" in run.out
    assert not [word for word in run.out.split("x-sparkgate-lease=")[1:] if word[0] not in "…'"]


def test_should_lease_for_each_module_when_the_scope_says_so(make_project: MakeProject) -> None:
    # Given
    test = """
        def test_is_alone(spark, spark_lease):
            spark.sql("CREATE NAMESPACE pedregal.alone")
            assert spark_lease.namespace
        """
    project = make_project(test_a__py=test, test_b__py=test)
    # When
    run = project.pytest("--sparkgate-scope=module")
    # Then
    run.counts(passed=2)


@pytest.mark.parametrize(
    ("marker", "told"),
    [
        ("fixtures='nowhere.yaml'", "FIXTURE_FAILED: fixture '.*nowhere.yaml' is not there"),
        ("environment='nosuch'", "ENVIRONMENT_UNKNOWN: environment 'nosuch' is not known"),
        ("isolation='island'", "isolation='island' \\(expected: namespace, fork, session"),
        ("fixture='x'", "unknown argument 'fixture' \\(expected: fixtures, "),
        ("conf='x'", "conf='x' \\(expected: a dict"),
    ],
)
def test_should_say_what_is_wrong_and_what_to_do(make_project: MakeProject, marker: str, told: str) -> None:
    # Given
    project = make_project(
        test_a__py=f"import pytest\n@pytest.mark.sparkgate({marker})\ndef test_a(spark): pass\ndef test_b(): pass"
    )
    # When
    run = project.pytest()
    # Then
    assert run.status != 0
    assert pytest.importorskip("re").search(told, run.out), run.out
    assert "INTERNALERROR" not in run.out


def test_should_fail_each_test_in_the_same_words_when_no_gateway_answers(make_project: MakeProject) -> None:
    # Given
    project = make_project(test_a__py="def test_a(spark): pass\ndef test_b(spark): pass")
    # When
    run = project.pytest("--sparkgate-url=http://127.0.0.1:1")
    # Then
    run.counts(error=2)
    assert "GATEWAY_UNREACHABLE: gateway http://127.0.0.1:1 does not answer" in run.out


def test_should_use_the_lease_around_it_when_run_by_the_launcher(make_project: MakeProject, gateway: Gateway) -> None:
    # Given
    project = make_project(
        test_a__py="""
        import os

        def test_is_in_the_lease(spark, spark_lease):
            assert spark_lease.id == os.environ["SPARKGATE_LEASE_ID"]
            assert spark.table("pedregal.raw.events").count() == 5
        """
    )
    held = gateway.acquire(fixtures=[FIXTURES], labels={"around": "yes"})
    around = {
        "SPARK_REMOTE": held["remote"],
        "SPARKGATE_LEASE_ID": held["id"],
        "SPARKGATE_URL": gateway.http,
        "SPARK_CONNECT_ENV": "test",
    }
    # When
    run = project.pytest(env=around)
    # Then
    run.counts(passed=1)
    assert gateway.lease(held["id"])["state"] == "ACTIVE"
    gateway.release(held["id"])
