"""Where polling and webhook meet: an update is written down, then its turn begins."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from telegram import Bot, Update

from bot.gateway import Gateway
from bot.telegram import intake, waiting
from bot.telegram.intake import Taken
from grievances.failpoints import reach

log = logging.getLogger(__name__)


class Reception:
    """Takes updates in. `rate`: messages a minute of one chat; `nudge` is called when something is owed to Telegram."""

    def __init__(self, gateway: Gateway, bot: Bot, rate: int, nudge: Callable[[], None] = lambda: None) -> None:
        self.gateway, self.bot, self.rate, self.nudge = gateway, bot, rate, nudge
        self._signs: set[asyncio.Task[None]] = set()

    async def take(self, update: Update) -> None:
        """When this returns the update is in the database, or there is nothing in it for us."""
        taken = await self.gateway.unit(lambda unit: intake.take(unit, update, self.rate))
        reach("telegram.taken")
        if taken:
            self._begin(taken)
        self.nudge()

    def _begin(self, taken: Taken) -> None:
        if not taken.turn:
            return
        turn = self.gateway.start(taken.conversation, taken.message)
        turn.add_done_callback(lambda _: self.nudge())
        sign = asyncio.create_task(waiting.typing(self.bot, taken.chat, turn))
        self._signs.add(sign)
        sign.add_done_callback(self._signs.discard)

    async def close(self) -> None:
        for sign in self._signs:
            sign.cancel()
        await asyncio.gather(*self._signs, return_exceptions=True)
