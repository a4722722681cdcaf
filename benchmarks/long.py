"""One conversation of a thousand turns: does the thousandth cost what the fifth costs?"""

from __future__ import annotations

import time
from statistics import median
from typing import Any

from benchmarks.people import Turn, Worker

#: seven turns, so that any 21 in a row hold the same ones
CYCLE = (
    Turn(say="hello", hears="Hello"),
    Turn(say="how much is overtime pay", hears="Overtime"),
    Turn(say="salary of july and august not given", hears="Wages not paid"),
    Turn(choose="The law and the office", hears="labour department"),
    Turn(say="what is the minimum wage", hears="Minimum wage"),
    Turn(say="thank you", hears="welcome"),
    Turn(say="I was dismissed without notice", hears="Dismissed"),
)
EARLY, LATE = range(5, 26), range(990, 1011)


async def play(worker: Worker, turns: int = LATE.stop) -> dict[str, Any]:
    """The figures of turns 5 to 25 and of 990 to 1,010, in milliseconds; the ratio of their medians."""
    await worker.begin()
    took = [0.0]  # so that a turn's number is its place
    for number in range(turns - 1):
        begun = time.perf_counter()
        await worker.take(CYCLE[number % len(CYCLE)])
        took.append(time.perf_counter() - begun)
    worker.close()
    early = median(took[n] for n in EARLY) * 1000
    late = median(took[n - LATE.stop + turns] for n in LATE) * 1000
    return {
        "turns": turns - 1, "early_ms": round(early, 1), "late_ms": round(late, 1), "ratio": round(late / early, 2),
    }  # fmt: skip
