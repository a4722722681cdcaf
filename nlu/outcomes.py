"""The outcome of each message, so that asking again with the same id does nothing twice."""
from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

Outcome = dict[str, Any]
Key = tuple[str, str]  # conversation, message id


class _Kept(NamedTuple):
    outcome: Outcome
    at: float


class Outcomes:
    """At most `most` outcomes, each for `age` seconds, in memory. One that is still being worked out is waited for.

    A turn that failed leaves nothing behind, so the next request tries again.
    """

    def __init__(self, most: int = 5_000, age: float = 3_600.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._running: dict[Key, asyncio.Task[Outcome]] = {}
        self._most, self._age, self._clock = most, age, clock

    async def once(self, key: Key, work: Callable[[], Awaitable[Outcome]]) -> Outcome:
        """Return the outcome of `key`, doing the work only when it is not known and not under way."""
        self._drop_old()
        if key in self._kept:
            return self._kept[key].outcome
        task = self._running.get(key)
        if task is None:
            task = asyncio.ensure_future(self._work(key, work))
            self._running[key] = task
        # a caller that goes away must not stop the turn
        return await asyncio.shield(task)

    async def _work(self, key: Key, work: Callable[[], Awaitable[Outcome]]) -> Outcome:
        try:
            outcome = await work()
            self._kept[key] = _Kept(outcome, self._clock())
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
            return outcome
        finally:
            del self._running[key]

    def forget(self, conversation: str) -> None:
        """Drop what was said to a conversation."""
        for key in [k for k in self._kept if k[0] == conversation]:
            del self._kept[key]

    def _drop_old(self) -> None:
        oldest = self._clock() - self._age
        while self._kept and next(iter(self._kept.values())).at < oldest:
            self._kept.popitem(last=False)
