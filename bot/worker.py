"""What runs without anybody waiting: failed turns again, notices, closing by silence, throwing away what is old."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, select

from bot import holders, notices
from bot.gateway import Gateway
from bot.steady import Steady
from grievances import attachments, following, limits, officers, review, sessions, waiting
from grievances.core import Core, Unit
from grievances.models import Message, TurnResult

log = logging.getLogger(__name__)

#: seconds between looks for unanswered messages and due notices
STEP = 0.5
#: conversations that are worked on at the same time
AT_ONCE = 50
#: a message this old with nobody at work on it was left by a process that died, or waits for its retry
LEFT_ALONE = timedelta(seconds=2)
#: seconds between runs of the slow work
SLOW = 60.0
#: seconds between looks for files that a dead process left behind
SWEEP = 1800.0
#: stored results of actions are asked for again within seconds; a day is plenty
RESULTS = timedelta(days=1)


async def run(core: Core, gateway: Gateway, stop: asyncio.Event) -> None:
    """Work until `stop` is set. An error in one kind of work is logged and does not stop the others."""
    running: set[asyncio.Task[None]] = set()
    steady, left_behind = Steady(core.clock), LeftBehind(core, gateway.files)
    await asyncio.gather(
        _every(STEP, stop, lambda: _turns(core, gateway, running)),
        _every(STEP, stop, lambda: asyncio.to_thread(notices.deliver, core)),
        _every(SLOW, stop, lambda: asyncio.to_thread(housekeeping, core, steady)),
        _every(SWEEP, stop, lambda: asyncio.to_thread(left_behind.sweep)),
    )


async def _every(seconds: float, stop: asyncio.Event, work: Callable[[], Awaitable[object]]) -> None:
    while not stop.is_set():
        try:
            await work()
        except Exception as error:
            log.error("worker: %s", type(error).__name__)
        try:
            await asyncio.wait_for(stop.wait(), seconds)
        except TimeoutError:
            continue


async def _turns(core: Core, gateway: Gateway, running: set[asyncio.Task[None]]) -> None:
    """Take up what was left alone. A slow turn keeps no other conversation waiting."""

    def due() -> list[str]:
        with core.reading() as unit:
            return waiting.waiting_conversations(unit, LEFT_ALONE, AT_ONCE - len(running), holders.has_died)

    if len(running) < AT_ONCE:
        for conversation in await asyncio.to_thread(due):
            task = gateway.start(conversation)
            running.add(task)
            task.add_done_callback(running.discard)


class LeftBehind:
    """Files that a process left on the disk when it died: what one sweep suspects, the next removes."""

    def __init__(self, core: Core, files: Path) -> None:
        self._core, self._files = core, files
        self._suspects: frozenset[str] = frozenset()

    def sweep(self) -> None:
        with self._core.reading() as unit:
            gone, self._suspects = attachments.sweep(unit, self._files, self._suspects)
        if gone:
            log.warning("%s files that belonged to nobody are removed", gone)


def housekeeping(core: Core, steady: Callable[[], bool] = lambda: True) -> None:
    """Close by silence; purge sessions, rate windows, stored results and the review list of what has run out.

    None of it while the clock is not `steady`: what a wrong clock closes stays closed when it is put right.
    """
    if not steady():
        return
    with core.unit() as unit:
        following.lapse(unit)
    with core.unit() as unit:
        sessions.purge(unit)
        officers.purge_sessions(unit)
        limits.purge(unit)
        _purge_results(unit)
        review.purge(unit)


def _purge_results(unit: Unit) -> None:
    """Those of answered messages: one that is still tried again must find what its actions did, however old it is."""
    unanswered = select(Message.uid).where(Message.state.in_(("received", "set_aside")))
    unit.db.execute(
        delete(TurnResult).where(TurnResult.at < unit.now - RESULTS, TurnResult.message_uid.not_in(unanswered))
    )
