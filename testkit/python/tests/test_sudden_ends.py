"""What is killed in the middle of a run, and what comes after."""

import os
import signal
from pathlib import Path

from conftest import MakeProject
from harness.fixtures import NewHome
from harness.gateway import Gateway
from harness.polling import eventually

_HANGS = """
    import os, pathlib, time

    def test_hangs(spark):
        spark.sql("CREATE NAMESPACE pedregal.left")
        pathlib.Path("pid").write_text(str(os.getpid()))
        time.sleep(600)
    """


def test_should_free_the_lease_at_once_when_pytest_is_killed(make_project: MakeProject, gateway: Gateway) -> None:
    # Given
    project = make_project(test_a__py=_HANGS, test_b__py="def test_b(spark): assert spark.range(3).count() == 3")
    process = project.start()
    eventually((project.folder / "pid").exists, "the test runs")
    # When
    process.kill()
    process.communicate()
    # Then
    eventually(lambda: all(lease["state"] == "ENDED" for lease in gateway.leases()), "all leases ended", within=20)
    project.pytest("test_b.py").counts(passed=1)


def test_should_go_on_with_another_worker_when_one_is_killed(make_project: MakeProject, gateway: Gateway) -> None:
    # Given
    dies = """
    import os, signal

    def test_dies(spark):
        os.kill(os.getpid(), signal.SIGKILL)
    """
    well = "def test_one(spark): assert spark.range(3).count() == 3\ndef test_two(spark): pass"
    project = make_project(test_a__py=dies, test_b__py=well, test_c__py=well)
    # When
    run = project.pytest("-n", "2")
    # Then
    run.counts(passed=4, failed=1)
    assert "crashed" in run.out
    eventually(lambda: all(lease["state"] == "ENDED" for lease in gateway.leases()), "all leases ended", within=20)


def test_should_take_another_gateway_when_it_is_killed(make_project: MakeProject, new_home: NewHome) -> None:
    # Given
    home = new_home()
    started = home.up("--idle", "10m")
    project = make_project(
        home=home,
        test_a__py=f"""
        import os, signal, pytest

        @pytest.fixture(scope="module")
        def table(spark):
            spark.sql("CREATE NAMESPACE pedregal.raw")
            spark.sql("CREATE TABLE pedregal.raw.t AS SELECT 1 a")
            return "pedregal.raw.t"

        def test_before(spark, table):
            assert spark.table(table).count() == 1

        def test_during(spark, table):
            os.kill({started.pid}, signal.SIGKILL)
            assert spark.table(table).count() == 1

        def test_after(spark, table):
            assert spark.table(table).count() == 1

        def test_at_last(spark, spark_lease, table):
            assert spark.table(table).count() == 1
        """,
    )
    # When
    run = project.pytest()
    # Then
    run.counts(passed=3, failed=1)
    assert f"The gateway {started.http} is gone: that is why" in run.out
    assert "lost on the way, and replaced: " in run.out


def test_should_take_another_lease_when_the_driver_is_killed(make_project: MakeProject, gateway: Gateway) -> None:
    # Given
    driver = Path("/proc", str(gateway.ready_driver()["pid"]))
    project = make_project(
        test_a__py=f"""
        import os, signal

        def test_during(spark):
            os.kill({driver.name}, signal.SIGKILL)
            spark.range(3).count()

        def test_after(spark):
            assert spark.range(3).count() == 3
        """
    )
    # When
    run = project.pytest()
    # Then
    run.counts(passed=1, failed=1)
    assert "DRIVER_LOST" in run.out
    assert not driver.exists()


def test_should_give_the_lease_back_when_pytest_is_interrupted(make_project: MakeProject, gateway: Gateway) -> None:
    # Given
    project = make_project(test_a__py=_HANGS)
    process = project.start()
    eventually((project.folder / "pid").exists, "the test runs")
    # When
    os.kill(process.pid, signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    # Then
    assert "KeyboardInterrupt" in out
    assert process.returncode == 2
    assert all(lease["state"] in ("ENDING", "ENDED") for lease in gateway.leases())
