"""A disk without room for the warehouse."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.client import Client
from harness.fixtures import CACHES, assert_nothing_left
from harness.gateway import Gateway
from harness.home import Home
from harness.polling import eventually, on_quiet_machine

MEGABYTE = 1 << 20


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 96 MB."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", str(folder)], capture_output=True, text=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip(f"a small file system cannot be mounted here: {mounted.stderr.strip()}")
    yield folder
    # Processes that have just ended may still be letting go of it.
    eventually(lambda: subprocess.run(["umount", str(folder)], check=False).returncode == 0, "disk unmounted")


@pytest.fixture
def cramped(home: Home, gateway: Gateway, small_disk: Path) -> Iterator[tuple[Home, Gateway]]:
    """A gateway that keeps its state, and so its warehouse, on the small disk."""
    own = Home.beside(home, small_disk / "home", *CACHES)
    started = own.up("--idle", "10m")
    try:
        started.ready_driver()
        yield own, started
    finally:
        own.cli("down").ok()
    assert_nothing_left(own)


def test_should_refuse_a_lease_that_has_no_room(cramped: tuple[Home, Gateway], small_disk: Path) -> None:
    # Given
    home, gateway = cramped
    fill(small_disk, leave=10 * MEGABYTE)

    # When
    refused = home.cli("run", "--label", "test=full", "--", "true")

    # Then
    assert refused.status == 125, str(refused)
    assert "DISK_FULL" in refused.err
    assert "MiB free" in refused.err
    assert [lease["state"] for lease in gateway.leases(test="full")] in ([], ["ENDED"])
    small_disk.joinpath("filler").unlink()
    home.cli("run", "--", "true").ok()


def test_should_pass_sparks_error_on_and_free_the_room_when_a_table_does_not_fit(
    cramped: tuple[Home, Gateway], small_disk: Path, python: Path
) -> None:
    # Given
    home, gateway = cramped
    lease = gateway.acquire()
    before = free(small_disk)
    fill(small_disk, leave=40 * MEGABYTE)
    table = "CREATE TABLE big AS SELECT id, sha2(string(id), 512) AS a, sha2(string(-id), 512) AS b FROM range(600000)"

    # When
    with Client(home, python, lease, "connect", table) as client:
        failed = client.result()
    gateway.release(lease["id"])
    gateway.await_state(lease["id"], "ENDED", within=on_quiet_machine(45))
    small_disk.joinpath("filler").unlink()

    # Then
    assert failed.status == 1, str(failed)
    assert "No space left on device" in failed.err, str(failed)
    assert free(small_disk) > before - 8 * MEGABYTE
    with Client(home, python, gateway.acquire(), "connect") as client:
        assert client.result().ok().out == "42\n"


def free(folder: Path) -> int:
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize


def fill(folder: Path, leave: int) -> None:
    """Leaves so many bytes free."""
    with folder.joinpath("filler").open("wb") as filler:
        os.posix_fallocate(filler.fileno(), 0, free(folder) - leave)
