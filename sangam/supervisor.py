"""Runs the roles as child processes of one foreground process: starts, restarts, ends them."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from sangam import logs
from sangam.children import MISCONFIGURED, Child, Role
from sangam.errors import SetupError

#: seconds all children together have to end: the others first, then what they need
GRACE = 10.0
#: deaths in a row, before the first readiness, after which starting is given up
TRIES = 5
#: seconds until the first readiness after which starting is given up
PATIENCE = 300.0


def say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


class Supervisor:
    """`await run(ready, announce)` returns 0 after a signal asked it to stop.

    `ready` answers None when everything works, else what it is still waiting for. SetupError when the roles
    cannot be brought up: what failed, in a sentence.
    """

    def __init__(self, roles: Sequence[Role], folder: Path, *, grace: float = GRACE) -> None:
        self.grace = grace
        self.children = [Child(role, folder / f"{role.name}.log", say) for role in roles]
        self._stop = asyncio.Event()
        self._ready = False
        self._failure: str | None = None

    async def run(
        self,
        ready: Callable[[], Awaitable[str | None]],
        announce: Callable[[], None],
        patience: float = PATIENCE,
    ) -> int:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.add_signal_handler(number, self._stop.set)
        for child in self.children:
            logs.rotate(child.log)
        tasks = [asyncio.create_task(child.keep_running(self._died)) for child in self.children]
        waiting = asyncio.create_task(self._wait_until_ready(ready, announce, patience))
        try:
            await self._stop.wait()
        finally:
            waiting.cancel()
            await self._end_all()
            await asyncio.gather(*tasks, waiting, return_exceptions=True)
        if self._failure:
            raise SetupError(self._failure)
        return 0

    async def _wait_until_ready(
        self, ready: Callable[[], Awaitable[str | None]], announce: Callable[[], None], patience: float
    ) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + patience
        pause = 0.2
        while missing := await ready():
            if loop.time() > end:
                self._give_up(f"Not ready after {patience:g} s: {missing}.")
                return
            pause = min(pause * 1.1, 2.0)
            await asyncio.sleep(pause)
        self._ready = True
        announce()

    def _died(self, child: Child) -> None:
        if self._ready:
            return
        if child.last_exit == MISCONFIGURED:
            self._give_up(child.last_words())
        elif child.deaths >= TRIES:
            self._give_up(f"{child.role.name} does not start: {child.last_words()} ({child.why()})")

    def _give_up(self, why: str) -> None:
        self._failure = self._failure or why
        self._stop.set()

    async def _end_all(self) -> None:
        first = [child for child in self.children if not child.role.outlives]
        last = [child for child in self.children if child.role.outlives]
        await asyncio.gather(*(child.stop(self.grace * 0.6) for child in first))
        await asyncio.gather(*(child.stop(self.grace * 0.3) for child in last))
