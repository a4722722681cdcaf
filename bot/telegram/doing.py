"""What is owed to Telegram beside messages: fetch files, answer a tap, take a message back, leave a group, say goodbye.

Each errand is done at least once and is harmless when done again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

from telegram import Bot, File
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot import texts
from bot.gateway import Gateway
from bot.telegram import render
from bot.telegram.account import CHANNEL
from bot.telegram.intake import spoken
from bot.telegram.sending import REJECTED, Pace, wait_of
from grievances import attachments, conversations, delivery, errands
from grievances.attachments import LARGEST
from grievances.conversations import Reply, Shown
from grievances.core import Unit
from grievances.errors import Erased, GrievanceError
from grievances.failpoints import reach
from grievances.models import Conversation, Errand, Message
from language.catalogue import translate

log = logging.getLogger(__name__)

AT_ONCE = 20
Details = dict[str, Any]


class Doer:
    """Does errands. `files` is the folder of attachments."""

    def __init__(self, gateway: Gateway, bot: Bot, duty: str, pace: Pace, files: Path) -> None:
        self.gateway, self.bot, self.duty, self.pace, self.files = gateway, bot, duty, pace, files
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._kinds: dict[str, Callable[[int, Details], Awaitable[None]]] = {
            "fetch": self._fetch, "tap": self._tap, "take_back": self._take_back, "leave": self._leave,
            "farewell": self._farewell,
        }  # fmt: skip

    async def step(self) -> int:
        """Begin what is due; returns how many."""

        def due(unit: Unit) -> list[tuple[int, str, Details]]:
            return [(row.id, row.kind, what) for row, what in errands.due(unit, CHANNEL, AT_ONCE + len(self._busy))]

        begun = 0
        for id, kind, details in await self.gateway.reading(due):
            if id not in self._busy and len(self._busy) < AT_ONCE:
                self._busy[id] = asyncio.create_task(self._do(id, kind, details))
                self._busy[id].add_done_callback(partial(self._free, id))
                begun += 1
        return begun

    def _free(self, id: int, _: asyncio.Task[None]) -> None:
        self._busy.pop(id, None)

    async def close(self) -> None:
        if self._busy:
            await asyncio.wait(self._busy.values(), timeout=5)

    async def _do(self, id: int, kind: str, details: Details) -> None:
        try:
            await self._kinds[kind](id, details)
        except (RetryAfter, NetworkError, InvalidToken) as error:
            if isinstance(error, BadRequest):
                await self._failed(id, kind, "refused")
            else:
                await self._later(id, kind, error)
        except Forbidden:
            await self._failed(id, kind, "blocked")
        except TelegramError as error:
            await self._later(id, kind, error)
        except Exception as error:  # the row stays; it is tried again
            log.error("telegram: errand %s %s: %s", kind, id, type(error).__name__)
            await self._later(id, kind, error)

    async def _later(self, id: int, kind: str, error: Exception) -> None:
        def later(unit: Unit) -> None:
            wait: float | None = None
            if isinstance(error, RetryAfter | InvalidToken):
                wait = wait_of(error) if isinstance(error, RetryAfter) else REJECTED
                delivery.pause(unit, self.duty, wait)
            if not errands.later(unit, id, type(error).__name__, wait):
                self._given_up(unit, id, kind)

        log.warning("telegram: errand %s %s: %s", kind, id, type(error).__name__)
        await self.gateway.unit(later)

    async def _failed(self, id: int, kind: str, reason: str) -> None:
        def failed(unit: Unit) -> None:
            errands.failed(unit, id, reason)
            self._given_up(unit, id, kind)

        log.warning("telegram: errand %s %s failed: %s", kind, id, reason)
        await self.gateway.unit(failed)

    def _given_up(self, unit: Unit, id: int, kind: str) -> None:
        """A message whose files never came is answered all the same."""
        message_id = unit.db.get_one(Errand, id).message_id
        if kind == "fetch" and message_id:
            _let_go(unit, unit.db.get_one(Message, message_id), [], [(texts.FILE_LOST, {})])

    async def _done(self, id: int) -> None:
        reach("telegram.done")
        await self.gateway.unit(lambda unit: errands.done(unit, id))

    async def _fetch(self, id: int, details: Details) -> None:
        """Fetch a message's files, keep them, and let its turn begin. Too large ones are not even begun."""
        contents: list[tuple[str, bytes]] = []
        problems: list[tuple[str, dict[str, int]]] = []
        for file in details["files"]:
            size = file["size"]
            if size <= LARGEST:
                try:
                    remote = await self.bot.get_file(file["file_id"])
                except BadRequest as error:  # more than the Bot API gives out, or gone
                    too_big = "too big" in error.message.lower()
                    problems.append((texts.ERRORS["too_large"], {"limit": LARGEST // 1024**2}) if too_big
                                    else (texts.FILE_LOST, {}))  # fmt: skip
                    continue
                size = remote.file_size or size
                if size <= LARGEST:
                    contents.append((file["name"], await _downloaded(remote)))
                    continue
            problems.append((texts.ERRORS["too_large"], {"limit": LARGEST // 1024**2}))

        def keep(unit: Unit) -> str | None:
            row = unit.db.get(Errand, id, with_for_update=True)
            if row is None or row.message_id is None:
                return None
            message = unit.db.get_one(Message, row.message_id)
            errands.done(unit, id)
            if message.state != "received":
                return None
            kept = []
            for name, content in contents:
                try:
                    kept.append(attachments.keep(unit, message.conversation, self.files, name, content).id)
                except GrievanceError as error:
                    problems.append((texts.ERRORS[error.code], {"limit": LARGEST // 1024**2}))
            _let_go(unit, message, kept, problems)
            return message.conversation_id

        reach("telegram.fetched")
        try:
            conversation = await self.gateway.unit(keep)
        except Erased:
            await self._done(id)
            return
        if conversation:  # with all that waited behind it
            self.gateway.start(conversation)

    async def _tap(self, id: int, details: Details) -> None:
        """Stop the button's waiting sign, take the keyboard away and show what was chosen."""
        chat, message = details["chat"], details["message"]
        await self.pace.take()
        alert = details.get("alert")
        await _unless_refused(self.bot.answer_callback_query(details["query"], text=alert, show_alert=bool(alert)))
        text = await self.gateway.unit(lambda unit: _chosen(unit, details))
        await self.pace.take()
        if text:
            await _unless_refused(self.bot.edit_message_text(text, chat, message, reply_markup=None))
        else:
            await _unless_refused(self.bot.edit_message_reply_markup(chat, message, reply_markup=None))
        await self._done(id)

    async def _take_back(self, id: int, details: Details) -> None:
        """Delete a message that was to be seen for a short time only, at Telegram and here."""

        def empty(unit: Unit) -> None:
            row = unit.db.get_one(Errand, id)
            message = unit.db.get(Message, row.message_id) if row.message_id else None
            if message:
                conversations.empty(unit, message)

        await self.gateway.unit(empty)
        await self.pace.take()
        try:
            await self.bot.delete_message(details["chat"], details["message"])
        except BadRequest as error:
            if "not found" not in error.message.lower():  # the worker was faster
                raise
        await self._done(id)

    async def _leave(self, id: int, details: Details) -> None:
        await self.pace.take()
        if not details["channel"]:
            sentence = translate(details["language"], texts.NO_GROUPS)
            await _unless_refused(self.bot.send_message(details["chat"], sentence))
        await _unless_refused(self.bot.leave_chat(details["chat"]))
        await self._done(id)

    async def _farewell(self, id: int, details: Details) -> None:
        for text in details["texts"]:
            await self.pace.take(details["chat"])
            await _unless_refused(self.bot.send_message(details["chat"], text))
        await self._done(id)


def farewell(unit: Unit, conversation: Conversation, shown: list[Shown]) -> None:
    """The last answer to somebody who is being erased: an errand under a key of its own, since theirs goes."""
    chat = int(conversations.address_of(unit, conversation))
    errands.owe(unit, CHANNEL, "farewell", {"chat": chat, "texts": [s.text for s in shown]})


def _let_go(unit: Unit, message: Message, kept: list[str], problems: list[tuple[str, dict[str, int]]]) -> None:
    """Let a message's turn begin; one of which nothing is left is answered with what went wrong."""
    language = spoken(message.conversation)
    sentences = dict.fromkeys(translate(language, text, **values) for text, values in problems)
    said = [Reply(sentence, language) for sentence in sentences]
    if not kept and not conversations.text_of(unit, message).strip():
        conversations.answer(unit, message, said, None)
        return
    for reply in said:
        conversations.say(unit, message.conversation, reply)
    conversations.let_go(unit, message, kept)


def _chosen(unit: Unit, details: Details) -> str | None:
    conversation = unit.db.get(Conversation, details["conversation"])
    title = details.get("chosen")
    row = delivery.by_channel_id(unit, conversation, str(details["message"])) if conversation and title else None
    if row is None or row.veil or not title:
        return None
    try:
        return render.chosen(conversations.shown(unit, row.message), title)
    except Erased:
        return None


async def _downloaded(remote: File) -> bytes:
    """A file's content. A 404 here is a file that is not there (any more), not a wrong token: it is asked for anew."""
    try:
        return bytes(await remote.download_as_bytearray())
    except InvalidToken:
        raise NetworkError("the file is not there") from None


async def _unless_refused(call: Awaitable[object]) -> None:
    """What Telegram will never do (too old, gone, changed already, not allowed) needs no second try."""
    try:
        await call
    except (BadRequest, Forbidden) as error:
        log.info("telegram: not done: %s", type(error).__name__)
