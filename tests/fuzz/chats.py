"""Hostile chats in Telegram, by a Bot API server on loopback: texts, edits, taps, files, updates that are none.

What must hold: every update is taken in, every chat answers when all is over, and Telegram refuses nothing of ours.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

from tests.fuzz import hostile
from tests.fuzz.attack import WATCHDOG, Report
from tests.telegram.api import BotApi, Phone

#: inputs of one chat: Telegram takes one answer a second of us there
VISIT = 15
#: chats that write at the same time
AT_ONCE = 30
FIRST = 5_000_000
#: what no client of Telegram can send; the bot may meet it all the same
BROKEN: tuple[dict[str, Any], ...] = (
    {},
    {"message": {}},
    {"message": "x"},
    {"message": {"message_id": "x", "date": None, "chat": []}},
    {"message": {"message_id": 1, "date": 10**30, "chat": {"id": 1, "type": "private"}, "text": "x"}},
    {"message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "nothing"}, "text": 7}},
    {"callback_query": {"id": "1", "data": "x"}},
    {"callback_query": {"id": "1", "from": {"id": 1, "is_bot": False, "first_name": ""}, "chat_instance": "1"}},
    {"edited_message": {"message_id": 1}},
    {"my_chat_member": {"chat": {"id": 1, "type": "private"}}},
    {"inline_query": {"id": "1", "query": "x", "offset": ""}},
    {"unheard_of": {"of": "nothing"}},
)


def attack(api: BotApi, count: int, seed: object) -> Report:
    """Send `count` inputs, a few chats at a time, and wait until each of them has been answered."""
    report, inputs = Report(), hostile.texts(f"chats {seed}", count)
    for begin in range(0, count, AT_ONCE * VISIT):
        chance = random.Random(f"{seed} {begin}")
        wanted = min(AT_ONCE * VISIT, count - begin)
        phones = [Phone(api, FIRST + begin + n, chance.choice(("en", "hi", "vi", "fa", None, "xx")))
                  for n in range(-(-wanted // VISIT))]  # fmt: skip
        for number in range(begin, begin + wanted):
            kind = _send(chance, phones[number % len(phones)], number, next(inputs))
            report.answers[f"chat {kind}", 200] += 1
        _all_answered(api, phones, report)
    unsent = [error for method, error in api.refusals if method == "sendMessage"]
    report.failures += [f"Telegram would not take: {error}" for error in unsent]
    return report


def _send(chance: random.Random, phone: Phone, number: int, text: str) -> str:
    """One input; returns what it was."""
    way = chance.random()
    buttons = [
        (message, button["callback_data"])
        for message in phone.api.chat(phone.id)
        for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row
    ]  # fmt: skip
    if way < 0.6:
        phone.send(hostile.marked(text, number))
        return "text"
    if way < 0.7:
        phone.edit(phone.send(text), hostile.marked(text[::-1], number))
        return "edit"
    if way < 0.8 and buttons:
        message, data = chance.choice(buttons)
        phone.press(message, data if chance.random() < 0.7 else text[:200])
        return "tap"
    if way < 0.92:
        [name], [content] = hostile.names(number, 1), hostile.uploads(number, 1)
        id = phone.file(content, size=chance.choice((None, 0, 10**12)))
        document = {"file_id": id, "file_unique_id": id, "file_name": hostile.marked(name, number)}
        phone.send(document={**document, "mime_type": text[:60]}, caption=text[:1024])
        return "file"
    phone.deliver(phone.api.update(**chance.choice(BROKEN)))
    return "broken"


def _all_answered(api: BotApi, phones: list[Phone], report: Report) -> None:
    """Every update is taken in; a last word is heard in every chat."""
    if not _until(lambda: not api.unconfirmed):
        report.failures.append(f"{api.unconfirmed} updates are not taken in")
    before = {}
    for phone in phones:
        phone.send("help")
        before[phone.id] = len(phone.texts)
    for phone in phones:
        if not _until(lambda phone=phone: len(phone.texts) > before[phone.id]):  # type: ignore[misc]
            report.failures.append(f"chat {phone.id} answers no more")


def _until(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + WATCHDOG
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True
