"""Three hundred leases of twenty clients, while the gateway, its drivers and its database are killed."""

import json
import os
import random
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from house import House

from harness import processes
from harness.fixtures import assert_nothing_left
from harness.home import CHECKOUT, Home, surroundings
from harness.postgres import Postgres

_SCRIPT = Path(__file__).parent / "clients" / "tenants.py"
_ERRORS = CHECKOUT / "ci-gateway/gateway/src/main/java/dev/sparkgate/error/ErrorCode.java"
LEASES = int(os.environ.get("SPARKGATE_CHAOS_LEASES", "300"))
CLIENTS = 20
PROCESSES = 2

# What Spark's own clients are told when what they had is gone; the gateway's own codes come on top.
SPARK_CONDITIONS = (
    "SESSION_CHANGED",
    "SESSION_CLOSED",
    "SESSION_NOT_FOUND",
    "NO_ACTIVE_SESSION",
    "OPERATION_NOT_FOUND",
)
REASONS = ("RELEASED", "EXPIRED", "IDLE", "DRIVER_LOST", "REVOKED", "FAILED")


@pytest.fixture
def dice() -> random.Random:
    seed = int(os.environ.get("SPARKGATE_CHAOS_SEED", time.time_ns() % 1_000_000))
    print(f"seed {seed}: SPARKGATE_CHAOS_SEED={seed} throws the same dice")
    return random.Random(seed)


@pytest.fixture
def chaos_home(root: Path, python: Path) -> Home:
    return Home(root / "chaos", {"SPARKGATE_PYTHON": str(python)})


@pytest.fixture
def house(chaos_home: Home, dice: random.Random, tmp_path: Path) -> Iterator[House]:
    with Postgres() as postgres:
        made = House(chaos_home, tmp_path, postgres, dice)
        try:
            made.gateway.ready_driver()
            yield made
        finally:
            chaos_home.cli("down").ok()
    assert_nothing_left(chaos_home)


def test_should_lose_and_double_nothing_whatever_dies(
    house: House, chaos_home: Home, dice: random.Random, python: Path, tmp_path: Path
) -> None:
    # Given
    outputs = [tmp_path / f"tenants-{i}" for i in range(PROCESSES)]
    tenants = [start(house, chaos_home, python, output, f"p{i}-", dice) for i, output in enumerate(outputs)]
    mishaps: Counter[str] = Counter()
    try:
        # When
        while any(tenant.poll() is None for tenant in tenants):
            pause(dice.uniform(2, 8), tenants)
            answered = told(outputs)
            mishap = dice.choice(house.mishaps)
            mishaps[mishap.__name__] += 1
            print(f"{len(answered):3d} leases over: {mishap()}")
            if mishap == house.kill_gateway:
                assert_none_lost(house, answered)
    finally:
        for tenant in tenants:
            processes.kill(tenant.pid)
            tenant.wait()

    # Then
    outcomes = told(outputs)
    print(f"{Counter(each['end'] for each in outcomes)}, {dict(mishaps)}")
    print(Counter(clear_error(each) for each in outcomes if each["end"] == "FAILED"))
    assert len(outcomes) == LEASES
    assert_all_apart(outcomes)
    unclear = [each for each in outcomes if each["end"] == "FAILED" and clear_error(each) is None]
    assert unclear == []
    assert sum(each["end"] == "WORKED" for each in outcomes) > LEASES / 3, "chaos left nothing to look at"

    # Then: nothing is left
    house.calm()
    house.await_nothing_left()


def start(
    house: House, home: Home, python: Path, output: Path, name: str, dice: random.Random
) -> subprocess.Popen[bytes]:
    counts = (str(CLIENTS // PROCESSES), str(LEASES // PROCESSES), str(dice.random()))
    with output.open("wb") as out:
        return subprocess.Popen(
            [str(python), str(_SCRIPT), house.gateway.http, name, *counts],
            env={**surroundings(), "TMPDIR": str(home.temporary)},
            stdout=out,
            stderr=subprocess.DEVNULL,
        )


def pause(seconds: float, tenants: list[subprocess.Popen[bytes]]) -> None:
    """Lets the clients work for a while, or until they are done."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and any(tenant.poll() is None for tenant in tenants):
        time.sleep(0.1)


def told(outputs: list[Path]) -> list[dict[str, Any]]:
    lines = (line for output in outputs for line in output.read_text().splitlines(keepends=True))
    return [json.loads(line) for line in lines if line.endswith("\n")]


def assert_none_lost(house: House, answered: list[dict[str, Any]]) -> None:
    """What a client was told of before the gateway died is known to the next one."""
    known = house.leases()
    for outcome in answered:
        if "id" in outcome:
            lease = known.get(outcome["id"])
            assert lease is not None, f"lost: {outcome}"
            if outcome.get("released"):
                assert lease["state"] in ("ENDING", "ENDED"), f"released, and open again: {lease} {outcome}"
    keys = Counter(lease["labels"]["key"] for lease in known.values() if lease["state"] == "ACTIVE")
    assert [key for key, leases in keys.items() if leases > 1] == [], "a key with two leases"


def assert_all_apart(outcomes: list[dict[str, Any]]) -> None:
    """No namespace twice, nobody sees what another wrote, the same key gets the same lease."""
    named = [outcome["namespace"] for outcome in outcomes if "namespace" in outcome]
    assert [name for name, times in Counter(named).items() if times > 1] == []
    for outcome in outcomes:
        if "seen" in outcome:
            assert outcome["seen"] == {"rows": [outcome["key"]], "tables": ["events"]}, outcome
        assert outcome.get("again", outcome.get("id")) == outcome.get("id"), outcome


def clear_error(outcome: dict[str, Any]) -> str | None:
    """Returns the code that a failed client was told; None when it was told none."""
    if outcome["code"] is not None:
        code: str = outcome["code"]
        return code if code in (*codes(), *REASONS) else None
    return next((code for code in (*codes(), *SPARK_CONDITIONS) if code in outcome["message"]), None)


def codes() -> list[str]:
    words = (line.strip().split("(")[0] for line in _ERRORS.read_text().splitlines() if line.startswith("    "))
    return [word for word in words if word.isupper() and word != "INTERNAL"]
