"""`make bench`: ours and stock Rasa beside each other, the same script, the same two cores, one run.

Prints what was measured, writes it to var/bench.json; the last line is `ratio: X.X times stock`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import filled, long, packs, processes, sides
from benchmarks.people import OurWorker, StockWorker, Worker, script
from benchmarks.play import play
from benchmarks.stock import project

CLIENTS, RUNS = 16, 3
#: conversations of twelve turns that each client plays in a run
OURS, STOCK = 4, 1
OUT = sides.ROOT / "var/bench.json"


def say(text: str) -> None:
    print(text, flush=True)


def side(name: str, running: sides.Running, make: Callable[[], Worker], given: argparse.Namespace) -> dict[str, Any]:
    """Three runs after one that warms up. Each figure is the median of the three."""
    conversations = max(1, round(given.scale * (OURS if name == "ours" else STOCK)))
    asyncio.run(play(make, script(), given.clients, 1))
    runs = []
    for _ in range(given.runs):
        before = processes.seconds(running.pids)
        found = asyncio.run(play(make, script(), given.clients, conversations))
        after = processes.seconds(running.pids)
        found["cpu_ms_per_turn"] = {
            role: round((after[role] - before.get(role, 0.0)) * 1000 / found["turns"], 1) for role in sorted(after)
        }
        runs.append(found)
        say(f"  {name}: {found['turns_per_second']} turns/s, {found['latency_ms']}")
    return {
        "ready_seconds": round(running.ready, 1),
        "memory_mb": round(processes.memory(running.pids)),
        "turns_per_second": median(run["turns_per_second"] for run in runs),
        "latency_ms": {
            each: median(run["latency_ms"][each] for run in runs) for each in ("p50", "p95", "p99", "max")
        },
        "runs": runs,
    }  # fmt: skip


def measure(given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    data = packs.measure()
    say(f"packs load in {data['load_ms']} ms, are read anew in {data['read_ms']}")
    say(f"an answer is found in {data['find_ms']} ms (longest {data['find_longest_ms']})")
    own = sides.trained()
    with ThreadPoolExecutor(1) as beside:
        training = beside.submit(project.trained, given.kept)
        # Stock trains on one core. What is compared with itself alone is measured on the other meanwhile.
        rows = filled.measure(given.rows, folder, say) if given.rows else None
        with sides.ours(folder / "long", own) as running:
            late = asyncio.run(long.play(OurWorker(running.base)))
        say(f"a long conversation: {late}")
        made, model, seconds = training.result()
    say(f"stock is trained ({f'{seconds:.0f} s' if seconds else 'before'})")
    with sides.stock(folder / "stock", made, model) as running:
        theirs = side("stock", running, lambda: StockWorker(running.base), given)
    with sides.ours(folder / "ours", own) as running:
        mine = side("ours", running, lambda: OurWorker(running.base), given)
    found = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "clients": given.clients,
        "ours": mine | {"long_conversation": late},
        "stock": theirs | {"training_seconds": seconds and round(seconds)},
        "ratio": round(mine["turns_per_second"] / theirs["turns_per_second"], 1),
        "packs": data,
    }
    return found | ({"filled": rows} if rows else {})


def machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(), "load": [round(each, 1) for each in os.getloadavg()], "system": platform.platform(),
        "python": platform.python_version(), "processor": processor(),
    }  # fmt: skip


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def report(found: dict[str, Any]) -> None:
    mine, theirs = found["ours"], found["stock"]
    say(f"\n{'':24}{'ours':>10}{'stock':>10}")
    shown = {"turns a second": "turns_per_second", "memory, MB": "memory_mb", "ready, s": "ready_seconds"}
    for name, key in shown.items():
        say(f"{name:24}{mine[key]:>10}{theirs[key]:>10}")
    for each in mine["latency_ms"]:
        say(f"{'latency ' + each + ', ms':24}{mine['latency_ms'][each]:>10}{theirs['latency_ms'][each]:>10}")
    late = mine["long_conversation"]
    say(f"turns 990-1,010 beside turns 5-25: {late['late_ms']} and {late['early_ms']} ms, ratio {late['ratio']}")
    for database, figures in found.get("filled", {}).items():
        say(f"{database}, {figures['rows']} grievances beside few: " + ", ".join(
            f"{name} {figures[name]['ratio']} times" for name in filled.MEASURED
        ))  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--scale", type=float, default=1.0, help="of the conversations played")
    parser.add_argument("--rows", type=int, default=filled.ROWS, help="grievances; 0: no filled database")
    parser.add_argument("--kept", type=Path, default=sides.ROOT / "var/bench", help="where stock's model is kept")
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args(arguments)
    given.kept.mkdir(parents=True, exist_ok=True)
    begun, folder = time.monotonic(), Path(tempfile.mkdtemp(prefix="sangam-bench-"))
    try:
        found = measure(given, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    found["seconds"] = round(time.monotonic() - begun)
    given.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    report(found)
    say(f"ratio: {found['ratio']} times stock")
    return 0


if __name__ == "__main__":
    sys.exit(main())
