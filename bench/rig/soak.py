"""Loads a gateway for long, and looks once a minute whether it has grown. Started by bench/soak."""

from __future__ import annotations

import argparse
import datetime
import json
import subprocess
import sys
import time
from typing import Any

from rig import load, machine, vitals
from rig.plan import BENCH, Plan, ProxyOptions
from rig.preparation import prepare, say
from rig.sparkgate import Gateway

_CONFIG = """\
clusters:
  laptop: {backend: process}
pools:
  default:
    {cluster: laptop, spark: "4.1", min-idle: 1, max: 1, leases-per-driver: 1000, memory: 2g,
     recycle: {leases: never, age: never, heap: never}}
environments:
  local:
    pools: [{pool: default}]
    access: {teams: ["*"], leases-per-team: 1000}
"""

_LOAD_SECONDS = 50
# Ends of sessions and leases that the gateway takes care of on its own.
_REST_SECONDS = 8


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench/soak")
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--clients", type=int, default=8)
    options = parser.parse_args()
    plan = prepare(smoke=False, proxy=ProxyOptions())
    load.build()
    config = plan.sparkgate.home / "soak.yaml"
    config.write_text(_CONFIG)
    tracked = plan.sparkgate.with_variables(SPARKGATE_JAVA_OPTS="-XX:NativeMemoryTracking=summary")
    with tracked.gateway("--config", str(config)) as gateway:
        gateway.await_driver()
        rounds = _soak(gateway, options.minutes, options.clients)
        left = _leases(gateway)
    return _verdict(plan, rounds, left)


def _soak(gateway: Gateway, minutes: int, clients: int) -> list[dict[str, Any]]:
    command = [
        *load.load_program("-Xmx512m"),
        "soak",
        f"sparkgate={gateway.remote.removeprefix('sc://')}",
        gateway.http,
    ]
    command += ["--clients", str(clients), "--seconds", str(_LOAD_SECONDS)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as player:
        assert player.stdin and player.stdout
        rounds = []
        for minute in range(1, minutes + 1):
            print("round", file=player.stdin, flush=True)
            answer = player.stdout.readline()
            if not answer:
                raise RuntimeError("the load generator ended (expected: a round to each line); see its words above")
            time.sleep(_REST_SECONDS)
            rounds.append({**json.loads(answer), "vitals": vitals.read(gateway.pid), "load": machine.load()})
            _tell(minute, rounds[-1])
        player.stdin.close()
        return rounds


def _tell(minute: int, last: dict[str, Any]) -> None:
    held = "  ".join(f"{name} {value:.1f}" for name, value in last["vitals"].items())
    deeds = sum(last["done"].values())
    print(f"minute {minute:3d}: {deeds} deeds, {len(last['failures'])} failed  {held}", flush=True)
    for failure in last["failures"][:5]:
        print(f"            failed: {failure}", flush=True)


def _leases(gateway: Gateway) -> int:
    """How many leases still hold a place, with every session released and every lease given back."""
    deadline = time.monotonic() + 60
    while True:
        open_leases = [each for each in gateway.get("/api/v1/leases")["leases"] if each["state"] != "ENDED"]
        if not open_leases or time.monotonic() > deadline:
            return len(open_leases)
        time.sleep(1)


def _verdict(plan: Plan, rounds: list[dict[str, Any]], left: int) -> int:
    grown = {name: vitals.growth([each["vitals"][name] for each in rounds]) for name in vitals.ALLOWED}
    failed = sum(len(each["failures"]) for each in rounds)
    good = not failed and not left
    for name, value in grown.items():
        flat = value <= vitals.ALLOWED[name]
        good &= flat
        told = "flat" if flat else "GROWN"
        print(f"{name:12s} {told}: {value:+.1f} over the second half (expected: at most {vitals.ALLOWED[name]:g})")
    print(f"failed deeds: {failed} (expected: 0); leases left: {left} (expected: 0)")
    now = datetime.datetime.now(datetime.UTC)
    file = BENCH / "results" / f"{now:%Y-%m-%dT%H%M%SZ}-soak.json"
    file.parent.mkdir(exist_ok=True)
    result = {"at": now.isoformat(timespec="seconds"), "machine": machine.describe(), "met": good, "grown": grown}
    file.write_text(json.dumps({**result, "leasesLeft": left, "rounds": rounds}, indent=2) + "\n")
    say(f"written to {file}")
    return 0 if good else 1


sys.exit(main())
