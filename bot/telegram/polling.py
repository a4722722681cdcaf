"""Updates by asking: those of a batch are in the database before the next one is asked for, which confirms them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.telegram.account import ANSWER, POLL, WANTED
from bot.telegram.reception import Reception
from bot.telegram.sending import REJECTED, wait_of

log = logging.getLogger(__name__)

#: seconds before asking again after an error, growing to the last
WAITS = (1, 2, 5, 15, 30)
#: times an update may break us
TRIES = 3


class Poller:
    """Asks for updates for as long as it is let. `offset` only confirms: after an empty answer there is nothing left
    to confirm, and it is forgotten, because Telegram begins anew with its numbers after a quiet week."""

    def __init__(
        self, bot: Bot, reception: Reception, resettle: Callable[[], Awaitable[None]], poll: int = POLL
    ) -> None:
        self.bot, self.reception, self.resettle, self.poll = bot, reception, resettle, poll
        self._offset: int | None = None
        self._failures = self._broken = 0

    async def step(self) -> None:
        """Ask once, and write down what comes; an error is waited out."""
        try:
            updates = await self._ask()
            for update in sorted(updates, key=lambda u: u.update_id):
                await self._take(update)
                # moved on one by one: what is written down need not come again when the next one fails
                self._offset = update.update_id + 1
            if not updates:
                self._offset = None
            self._failures = 0
        except asyncio.CancelledError:
            raise
        except Exception as error:
            self._failures += 1
            wait = float(WAITS[min(self._failures, len(WAITS)) - 1])
            if isinstance(error, RetryAfter):
                wait = wait_of(error)
            elif isinstance(error, InvalidToken):
                wait = REJECTED
            log.warning("telegram: no updates: %s", type(error).__name__)
            if isinstance(error, Conflict):  # a webhook that was set from elsewhere, or another program that polls
                await self.resettle()
            await asyncio.sleep(wait)

    async def _take(self, update: Update) -> None:
        """Write one down. One that breaks us each time is passed over, or nobody after it would be heard; while the
        database is away all of them wait."""
        try:
            await self.reception.take(update)
            self._broken = 0
        except SQLAlchemyError:
            raise
        except Exception as error:
            self._broken += 1
            if self._broken < TRIES:
                raise
            self._broken = 0
            log.error("telegram: an update is passed over: %s", type(error).__name__)

    async def _ask(self) -> Sequence[Update]:
        try:
            return await self.bot.get_updates(offset=self._offset, timeout=self.poll, allowed_updates=WANTED)
        except TelegramError:
            raise
        except Exception as error:
            log.error("telegram: an update cannot be read: %s", type(error).__name__)
            return await self._one_by_one()

    async def _one_by_one(self) -> Sequence[Update]:
        """One update as it comes; one that the library cannot read is passed over, or it would come for ever."""
        raw: Any = await self.bot.do_api_request(
            "getUpdates", {"offset": self._offset, "limit": 1, "timeout": 0, "allowed_updates": WANTED},
            read_timeout=ANSWER,
        )  # fmt: skip
        for one in raw or []:
            try:
                return [Update.de_json(one, self.bot)]
            except Exception as error:
                log.error("telegram: an update is passed over: %s", type(error).__name__)
                self._offset = int(one["update_id"]) + 1
                return await self._one_by_one()
        return []
