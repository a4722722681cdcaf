"""Clients that play the script, each in conversations of its own: the next turn when the last one is answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.people import Turn, Worker


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1)]


def latencies(values: Sequence[float]) -> dict[str, float]:
    """p50, p95, p99 and the longest, in milliseconds."""
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
    return {name: round(percentile(values, share) * 1000, 1) for name, share in shares.items()}


async def play(make: Callable[[], Worker], turns: Sequence[Turn], clients: int, conversations: int) -> dict[str, Any]:
    """Let `clients` play the script `conversations` times each, side by side. Returns the figures."""
    took: list[float] = []
    form: list[float] = []

    async def one(_: int) -> None:
        for _conversation in range(conversations):
            worker = make()
            await worker.begin()
            for turn in turns:
                begun = time.perf_counter()
                await worker.take(turn)
                lasted = time.perf_counter() - begun
                took.append(lasted)
                if turn.form:
                    form.append(lasted)
            worker.close()

    begun = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(clients):
            group.create_task(one(number))
    seconds = time.perf_counter() - begun
    return {
        "turns": len(took),
        "turns_per_second": round(len(took) / seconds, 1),
        "latency_ms": latencies(took),
        "form_latency_ms": latencies(form),
    }
