"""What is not delivered yet goes out: in order in a chat, answers before notices, at the pace Telegram allows.

Between Telegram's 200 and our commit stands the one place where a crash sends a part twice: `Sender._bring`.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from telegram import Bot, LinkPreviewOptions
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.gateway import Gateway
from bot.telegram import render
from bot.telegram.account import CHANNEL
from bot.telegram.intake import spoken
from bot.telegram.render import Part
from grievances import conversations, delivery, errands
from grievances.core import Unit
from grievances.errors import Erased
from grievances.failpoints import reach
from grievances.models import Delivery

log = logging.getLogger(__name__)

#: Telegram's limits: requests a second over all, seconds between two to the same chat
A_SECOND, APART = 30, 1.0
#: chats served at the same time, and messages looked up at once
AT_ONCE = 60
#: what Telegram says of a chat that is no more
GONE = ("chat not found", "user is deactivated", "peer_id_invalid")
#: seconds the key of a rejected token is not tried again
REJECTED = 60.0


@dataclass(frozen=True, slots=True)
class Job:
    """One part to bring. `fleeting`: seconds after which it is taken back."""

    message: int
    conversation: str
    chat: int
    part: Part
    last: bool
    fleeting: int | None = None


@dataclass
class Pace:
    """When the next request may go, over all and for each chat; in seconds of `now`."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    recent: deque[float] = field(default_factory=lambda: deque(maxlen=A_SECOND))
    chats: dict[int, float] = field(default_factory=dict)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def ready(self, chat: int) -> bool:
        return self.now() - self.chats.get(chat, -APART) >= APART

    async def take(self, chat: int | None = None) -> None:
        """Wait for a place among the A_SECOND of any second, and take it."""
        async with self.turn:
            if len(self.recent) == A_SECOND:
                await self.sleep(max(0.0, 1.0 - (self.now() - self.recent[0])))
            self.recent.append(self.now())
        if chat is not None:
            self.chats[chat] = self.now()
        if len(self.chats) > 10_000:
            self.chats = {c: at for c, at in self.chats.items() if self.now() - at < APART}


class Sender:
    """Brings messages. One process at a time does (`delivery.on_duty`), so its pace is the bot's."""

    def __init__(self, gateway: Gateway, bot: Bot, duty: str, pace: Pace) -> None:
        self.gateway, self.bot, self.duty, self.pace = gateway, bot, duty, pace
        self._busy: dict[str, asyncio.Task[None]] = {}

    async def step(self) -> int:
        """Begin to bring what is due; returns how many."""
        begun, erased = 0, list[int]()
        for job in await self.gateway.reading(partial(self._jobs, erased=erased)):
            if job.conversation not in self._busy and self.pace.ready(job.chat):
                await self.pace.take(job.chat)
                task = asyncio.create_task(self._bring(job))
                self._busy[job.conversation] = task
                task.add_done_callback(partial(self._free, job.conversation))
                begun += 1
        if erased:
            await self.gateway.unit(lambda unit: _end_erased(unit, erased))
        return begun

    def _free(self, conversation: str, _: asyncio.Task[None]) -> None:
        self._busy.pop(conversation, None)

    async def close(self) -> None:
        """Let what is under way end."""
        if self._busy:
            await asyncio.wait(self._busy.values(), timeout=5)

    def _jobs(self, unit: Unit, erased: list[int]) -> list[Job]:
        found: list[Job] = []
        for row in delivery.due(unit, CHANNEL, AT_ONCE + len(self._busy)):
            if row.conversation_id in self._busy:
                continue
            try:
                found.append(_job(unit, row))
            except Erased:
                erased.append(row.message_id)
        return found

    async def _bring(self, job: Job) -> None:
        try:
            sent = await self.bot.send_message(
                job.chat, job.part.text, reply_markup=job.part.keyboard,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )  # fmt: skip
        except TelegramError as error:
            await self.gateway.unit(partial(self._not_sent, job=job, error=error))
            log.warning("telegram: message %s not sent: %s", job.message, type(error).__name__)
            return
        except Exception as error:  # the row stays as it is, and the message is tried again
            log.error("telegram: message %s not sent: %s", job.message, type(error).__name__)
            return
        # A crash here, after Telegram's 200 and before our commit, sends this part once more.
        reach("telegram.sent")
        try:
            await self.gateway.unit(lambda unit: self._sent(unit, job, sent.message_id))
        except Exception as error:
            log.error("telegram: message %s sent and not noted: %s", job.message, type(error).__name__)
            return
        reach("telegram.noted")

    def _sent(self, unit: Unit, job: Job, telegram_id: int) -> None:
        row = unit.db.get_one(Delivery, job.message, with_for_update=True)
        if row.state != "pending":  # erased meanwhile
            return
        delivery.arrived(unit, row, str(telegram_id), last=job.last)
        if job.fleeting:
            details, at = {"chat": job.chat, "message": telegram_id}, unit.now + timedelta(seconds=job.fleeting)
            errands.owe(unit, CHANNEL, "take_back", details, message=row.message, at=at)

    def _not_sent(self, unit: Unit, job: Job, error: TelegramError) -> None:
        """Why, on the row: blocked and gone end all of the chat, what can never work ends this, all else waits."""
        row = unit.db.get_one(Delivery, job.message, with_for_update=True)
        if row.state != "pending":
            return
        match error:
            case RetryAfter():
                delivery.later(unit, row, "flood")
                row.due_at = delivery.pause(unit, self.duty, wait_of(error))
            case InvalidToken():
                delivery.later(unit, row, "token")
                row.due_at = delivery.pause(unit, self.duty, REJECTED)
            case Forbidden():
                delivery.unreachable(unit, row.conversation, "blocked")
            case BadRequest() if any(text in error.message.lower() for text in GONE):
                delivery.unreachable(unit, row.conversation, "gone")
            case BadRequest():
                delivery.refused(unit, row, "refused")
            case _:
                delivery.later(unit, row, type(error).__name__)


def _job(unit: Unit, row: Delivery) -> Job:
    conversation = row.conversation
    chat = int(conversations.address_of(unit, conversation))
    if row.veil:
        return Job(row.message_id, conversation.id, chat, render.veiled(spoken(conversation), row.veil), last=True)
    shown = conversations.shown(unit, row.message)
    all_parts = render.parts(shown)
    at = min(row.parts, len(all_parts) - 1)
    fleeting = (shown.custom or {}).get("fleeting")
    return Job(row.message_id, conversation.id, chat, all_parts[at], at == len(all_parts) - 1, fleeting)


def _end_erased(unit: Unit, messages: list[int]) -> None:
    for message in messages:
        delivery.refused(unit, unit.db.get_one(Delivery, message), "erased")


def wait_of(error: RetryAfter) -> float:
    """The seconds that Telegram asks us to wait."""
    wait = error.retry_after
    return float(wait if isinstance(wait, int | float) else wait.total_seconds())
