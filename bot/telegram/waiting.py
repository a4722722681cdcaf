"""While an answer takes its time: the typing sign at once, a sentence after PATIENCE."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased
from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.telegram.account import CHANNEL
from bot.telegram.intake import spoken
from bot.texts import HOLDING
from grievances import conversations
from grievances.conversations import Reply
from grievances.core import Unit
from grievances.models import Conversation, Message
from language.catalogue import translate

#: Telegram shows the sign for five seconds
SIGN = 4.0
#: seconds a worker waits for the answer before we say that we have the message
PATIENCE = 8.0
AT_ONCE = 100


async def typing(bot: Bot, chat: int, turn: asyncio.Task[None]) -> None:
    """Show that we think until the turn ends; nothing is lost when that fails."""
    with suppress(TelegramError):
        while not turn.done():
            await bot.send_chat_action(chat, ChatAction.TYPING)
            await asyncio.wait({turn}, timeout=SIGN)


def unanswered(unit: Unit) -> list[Message]:
    """Messages that wait for longer than PATIENCE, and whose worker has heard nothing since."""
    later = aliased(Message)
    told = exists().where(
        later.conversation_id == Message.conversation_id, later.id > Message.id, later.author != "worker"
    )
    return list(unit.db.scalars(
        select(Message)
        .join(Conversation)
        .where(
            Message.state == "received", Message.at <= unit.now - timedelta(seconds=PATIENCE),
            Conversation.channel == CHANNEL, ~told,
        )
        .order_by(Message.id)
        .limit(AT_ONCE)
    ))  # fmt: skip


def hold(unit: Unit) -> int:
    """Tell them that we have their message; once until the next answer. Returns how many."""
    said = {message.conversation_id: message.conversation for message in unanswered(unit)}
    for conversation in said.values():
        language = spoken(conversation)
        conversations.say(unit, conversation, Reply(translate(language, HOLDING), language))
    return len(said)
