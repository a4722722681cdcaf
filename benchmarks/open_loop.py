"""`make bench-load`: turns offered at a rate, whether or not the last ones were answered.

Workers who write do not wait for each other. So the moments of the turns are drawn beforehand (a Poisson process), each
turn is sent at its moment by some conversation that has nothing open, or a new one, and its latency counts from that
moment: what waited because the server, or this generator, was slow has waited (no coordinated omission).
Afterwards the database is asked whether anything was lost. Exits with 1 when the rate was not held.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import deque
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks import processes, sides
from benchmarks.__main__ import machine, say
from benchmarks.people import OurWorker, Turn, script
from benchmarks.play import latencies, percentile

RATE, SECONDS = 70.0, 300.0
#: what counts as held: seconds, for 95 of 100 turns
BOUND = 2.0
#: seconds after the last turn was offered in which all must be answered
AFTERWARDS = 60.0
#: when the rate is not held: lower ones, each for so many seconds, until one is
STEP, TRIED = 10.0, 30.0
WINDOW = 60.0


class Offered:
    """One run: conversations with nothing open wait their turn; what happens is written down."""

    def __init__(self, base: str, turns: list[Turn]) -> None:
        self._base, self._script = base, turns
        self._idle: deque[tuple[OurWorker, int]] = deque()
        #: (moment it was due, seconds until it was answered), both from the run's beginning
        self.answered: list[tuple[float, float]] = []
        self.failed: dict[str, int] = {}
        self.filed = 0
        self.most_open = 0

    async def run(self, rate: float, seconds: float, seed: int = 1) -> None:
        """Offer turns for so long; returns when all are answered or have failed, or AFTERWARDS is over."""
        chance, due, loop = random.Random(seed), 0.0, asyncio.get_running_loop()
        begun, tasks = loop.time(), set[asyncio.Task[None]]()
        while (due := due + chance.expovariate(rate)) < seconds:
            if (early := begun + due - loop.time()) > 0:
                await asyncio.sleep(early)
            task = asyncio.create_task(self._turn(begun, due))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
            self.most_open = max(self.most_open, len(tasks))
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=AFTERWARDS)
            for task in late:
                self._count("unanswered")
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        for worker, _ in self._idle:
            worker.close()

    async def _turn(self, begun: float, due: float) -> None:
        worker, at = self._idle.popleft() if self._idle else (OurWorker(self._base), -1)
        try:
            if at < 0:
                await worker.begin()
                at = 0
            turn = self._script[at]
            await worker.take(turn)
        except asyncio.CancelledError:
            worker.close()
            raise
        except Exception as error:
            self._count(str(error) if type(error).__name__ == "Failed" else type(error).__name__)
            worker.close()
            return
        self.answered.append((due, asyncio.get_running_loop().time() - begun - due))
        self.filed += turn.hears == "Your number"
        if at + 1 < len(self._script):
            self._idle.append((worker, at + 1))
        else:
            worker.close()

    def _count(self, what: str) -> None:
        self.failed[what] = self.failed.get(what, 0) + 1


def lost(var: Path, filed: int) -> dict[str, int]:
    """What the database lacks: messages without an answer, grievances that workers were told of and are not there."""
    with closing(sqlite3.connect(f"file:{var / 'sangam.db'}?mode=ro", uri=True)) as database:
        (open_,) = database.execute("select count(*) from message where state = 'received'").fetchone()
        (there,) = database.execute("select count(*) from grievance").fetchone()
    return {"unanswered": open_, "grievances_missing": max(0, filed - there)}


def offer(rate: float, seconds: float, folder: Path) -> dict[str, Any]:
    """Start everything anew, offer the rate, and return what came of it."""
    var = folder / f"rate-{rate:g}"
    with sides.ours(var, sides.trained()) as running:
        asyncio.run(Offered(running.base, script()).run(5.0, 5.0))  # warm
        before, already = processes.seconds(running.pids), told(var)
        run, begun, own = Offered(running.base, script()), time.monotonic(), time.process_time()
        asyncio.run(run.run(rate, seconds))
        lasted, after = time.monotonic() - begun, processes.seconds(running.pids)
        found = {
            "offered_per_second": rate,
            "offered": len(run.answered) + sum(run.failed.values()),
            "answered": len(run.answered),
            "failed": run.failed,
            "latency_ms": latencies([took for _, took in run.answered] or [0.0]),
            "p95_ms_by_minute": by_window(run.answered, seconds),
            "most_open": run.most_open,
            "cores_used": {name: round((after[name] - before.get(name, 0.0)) / lasted, 2) for name in sorted(after)},
            "cores_used_by_generator": round((time.process_time() - own) / lasted, 2),
            "memory_mb": round(processes.memory(running.pids)),
            "lost": lost(var, run.filed + already),
        }
    found["held"] = (
        not run.failed and not any(found["lost"].values()) and found["latency_ms"]["p95"] < BOUND * 1000
    )  # fmt: skip
    return found


def told(var: Path) -> int:
    """Grievances there are already."""
    with closing(sqlite3.connect(f"file:{var / 'sangam.db'}?mode=ro", uri=True)) as database:
        return int(database.execute("select count(*) from grievance").fetchone()[0])


def by_window(answered: list[tuple[float, float]], seconds: float) -> list[float]:
    """p95 of each minute, by when turns were due: a queue that grows is seen here."""
    windows = [[took for due, took in answered if start <= due < start + WINDOW] for start in
               (n * WINDOW for n in range(max(1, round(seconds / WINDOW))))]  # fmt: skip
    return [round(percentile(window, 0.95) * 1000, 1) for window in windows if window]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.open_loop", description=__doc__)
    parser.add_argument("--rate", type=float, default=RATE, help="turns a second")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--out", type=Path, default=sides.ROOT / "var/bench-load.json")
    given = parser.parse_args(arguments)
    folder, tried = Path(tempfile.mkdtemp(prefix="sangam-load-")), []
    try:
        rate, seconds = given.rate, given.seconds
        while True:
            tried.append(offer(rate, seconds, folder))
            say(json.dumps(tried[-1]))
            if tried[-1]["held"] or rate - STEP <= 0:
                break
            rate, seconds = rate - STEP, min(TRIED, given.seconds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    given.out.write_text(json.dumps({"machine": machine(), "tried": tried}, indent=1) + "\n", encoding="utf-8")
    first, last = tried[0], tried[-1]
    if first["held"]:
        say(f"held: {first['offered_per_second']:g} turns a second, p95 {first['latency_ms']['p95']} ms, nothing lost")
        return 0
    end = f"{last['offered_per_second']:g} turns a second" if last["held"] else "no rate that was tried"
    say(f"not held: {first['offered_per_second']:g} turns a second; held was {end}. Cores used: {first['cores_used']}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
