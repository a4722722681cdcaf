"""The work for one bot: asking for updates, sending, errands. One process at a time has it; the others stand by."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from telegram import Bot
from telegram.error import TelegramError

from bot.gateway import Gateway
from bot.telegram import waiting
from bot.telegram.account import POLL, Account, settle
from bot.telegram.doing import Doer
from bot.telegram.polling import Poller
from bot.telegram.reception import Reception
from bot.telegram.sending import Pace, Sender
from grievances import delivery
from grievances.core import Unit

log = logging.getLogger(__name__)

#: seconds the work is held for without a sign of life, and between the signs
DUTY, SIGN = 20.0, 5.0
#: seconds between looks for what is due, when nobody nudges
LOOK = 0.2
#: seconds between tries to tell Telegram how we are reached
SETTLE = (1, 5, 30)


class Worker:
    """All that one deployment does at Telegram."""

    def __init__(self, account: Account, gateway: Gateway, files: Path, rate: int, poll: int = POLL) -> None:
        self.account, self.gateway, self.files, self.rate, self.poll = account, gateway, files, rate, poll
        self.owner = f"{os.getpid()}-{uuid4().hex[:8]}"
        self._paused_until: datetime | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Work whenever the duty is ours, until `stop`."""
        while not stop.is_set():
            try:
                if await self._sign():
                    await self._on_duty(stop)
            except Exception as error:
                log.error("telegram: %s", type(error).__name__)
            await _sleep(SIGN, stop)

    async def _sign(self) -> bool:
        """Take or keep the duty; False when another process has it."""

        def sign(unit: Unit) -> bool:
            row = delivery.on_duty(unit, self.account.duty, self.owner, DUTY)
            self._paused_until = row.paused_until if row else None
            return row is not None

        return await self.gateway.unit(sign)

    async def _on_duty(self, stop: asyncio.Event) -> None:
        """The work itself, until `stop` or until the duty is lost."""
        over, news = asyncio.Event(), asyncio.Event()
        log.info("telegram: on duty, updates by %s", "webhook" if self.account.webhook else "polling")
        async with self.account.bot() as bot:
            pace = Pace()
            sender = Sender(self.gateway, bot, self.account.duty, pace)
            doer = Doer(self.gateway, bot, self.account.duty, pace, self.files)
            reception = Reception(self.gateway, bot, self.rate, news.set)
            settled = asyncio.create_task(self._settle(bot))
            jobs = [settled, asyncio.create_task(self._out(sender, doer, news))]
            if not self.account.webhook:
                poller = Poller(bot, reception, lambda: settle(bot, self.account), self.poll)
                jobs.append(asyncio.create_task(self._in(poller, settled)))
            keeper = asyncio.create_task(self._keep(stop, over))
            try:
                await over.wait()
            finally:
                for job in (*jobs, keeper):
                    job.cancel()
                await asyncio.gather(*jobs, keeper, return_exceptions=True)
                await asyncio.gather(sender.close(), doer.close(), reception.close())
                with suppress(Exception):
                    await self.gateway.unit(lambda unit: delivery.off_duty(unit, self.account.duty, self.owner))

    async def _keep(self, stop: asyncio.Event, over: asyncio.Event) -> None:
        """Give signs of life; the work is over with `stop`, or when another process took it."""
        lives_until = _now() + DUTY
        while not stop.is_set():
            await _sleep(SIGN, stop)
            try:
                if not await self._sign():
                    break
                lives_until = _now() + DUTY
            except Exception as error:  # the database is away: the duty is ours for as long as it was taken
                log.error("telegram: no sign of life: %s", type(error).__name__)
                if _now() >= lives_until:
                    break
        over.set()

    async def _settle(self, bot: Bot) -> None:
        """Say how we are reached, as often as it takes."""
        for attempt in range(10**9):
            try:
                await settle(bot, self.account)
                return
            except TelegramError as error:
                log.warning("telegram: not settled: %s", type(error).__name__)
                await asyncio.sleep(SETTLE[min(attempt, len(SETTLE) - 1)])

    async def _in(self, poller: Poller, settled: asyncio.Task[None]) -> None:
        await settled  # while a webhook stands, asking is refused
        while True:
            await poller.step()

    async def _out(self, sender: Sender, doer: Doer, news: asyncio.Event) -> None:
        while True:
            news.clear()
            if self._paused_until is None or self._paused_until <= self.gateway.core.clock():
                await _tried(sender.step)
                await _tried(doer.step)
            await _tried(self._look)
            with suppress(TimeoutError):
                await asyncio.wait_for(news.wait(), LOOK)

    async def _look(self) -> None:
        """What changes by itself: a pause that began, workers who wait."""

        def look(unit: Unit) -> bool:
            self._paused_until = delivery.paused_until(unit, self.account.duty)
            return bool(waiting.unanswered(unit))

        if await self.gateway.reading(look):
            await self.gateway.unit(waiting.hold)


async def _tried(work: Callable[[], Awaitable[object]]) -> None:
    try:
        await work()
    except Exception as error:
        log.error("telegram: %s", type(error).__name__)


async def _sleep(seconds: float, stop: asyncio.Event) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


def _now() -> float:
    return asyncio.get_running_loop().time()
