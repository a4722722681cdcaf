"""An update of Telegram is written down: a message, a tap, an edit, a command, a file to fetch, a group to leave.

Every function runs in one unit of work; nothing here asks Telegram anything. What must be done there is an errand.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from sqlalchemy import or_, select
from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus, ChatType

from bot import texts
from bot.telegram import commands, evidence
from bot.telegram.account import CHANNEL
from edge.words import storable
from grievances import conversations, delivery, errands, limits
from grievances.conversations import Incoming, Reply
from grievances.core import Unit
from grievances.errors import MessageConflict, UnknownButton
from grievances.models import Conversation
from grievances.models import Message as Row
from language.catalogue import translate
from language.normalise import SUPPORTED

log = logging.getLogger(__name__)

#: seconds of a window of the rate limit
WINDOW = 60
AWAY = {ChatMemberStatus.BANNED, ChatMemberStatus.LEFT}


@dataclass(frozen=True, slots=True)
class Taken:
    """What was written down. `turn`: a turn can begin now; `errand`: the worker has something to do at Telegram."""

    conversation: str
    message: int
    chat: int
    turn: bool
    errand: bool = False


def take(unit: Unit, update: Update, rate: int) -> Taken | None:
    """Write an update down, once; None when nothing follows from it. `rate`: messages a minute of one chat."""
    if update.my_chat_member:
        return _membership(unit, update.my_chat_member)
    if query := update.callback_query:
        return _tap(unit, query, rate)
    message = update.message or update.edited_message
    if message is None or message.from_user is None or message.from_user.is_bot:
        return None
    if message.chat.type != ChatType.PRIVATE:
        _leave(unit, message.chat, message.from_user.language_code)
        return None
    if update.edited_message:
        return _edit(unit, message, rate)
    return _message(unit, message, rate)


def hint(language_code: str | None) -> str | None:
    """One of our languages, as the app is set."""
    short = (language_code or "")[:2].lower()
    return short if short in SUPPORTED else None


def _conversation(unit: Unit, message: Message, country: str | None = None) -> Conversation:
    assert message.from_user
    found = conversations.open_conversation(
        unit, CHANNEL, str(message.chat.id), language=hint(message.from_user.language_code), jurisdiction=country
    )
    delivery.reachable(unit, found)
    return found


def _message(unit: Unit, message: Message, rate: int) -> Taken | None:
    text = storable(evidence.words(message))
    if command := commands.parse(text):
        name, word = command
        country = next((part for part in word.lower().split("-") if part in unit.core.jurisdictions), None)
        conversation = _conversation(unit, message, country if name == "start" else None)
        incoming = Incoming(text, choice=commands.choice_of(name, word))
        return _write(unit, conversation, message, _id(message), rate, incoming)
    conversation, wanted = _conversation(unit, message), evidence.files(message)
    if not text.strip() and not wanted:
        if _silent(message):
            return None
        _refuse(unit, conversation, message, "wrong_type")
        return None
    taken = _write(unit, conversation, message, _id(message), rate, Incoming(text, held=bool(wanted)))
    if taken and wanted:
        row = unit.db.get_one(Row, taken.message)
        errands.owe(unit, CHANNEL, "fetch", {"chat": message.chat.id, "files": wanted}, message=row)
    return taken


def _edit(unit: Unit, message: Message, rate: int) -> Taken | None:
    """The new wording of a message; of one that never came, it is the message itself."""
    conversation, text = _conversation(unit, message), storable(evidence.words(message))
    before = _newest(unit, conversation, _id(message))
    if before is None:
        return _message(unit, message, rate)
    if message.location or not text.strip() or commands.parse(text) or text == conversations.words_of(unit, before):
        return None  # a live position that moves, a picture without words, nothing that can be corrected
    stamp = int(message.edit_date.timestamp()) if message.edit_date else 0
    return _write(unit, conversation, message, f"{_id(message)}e{stamp}", rate, Incoming(text, edits=before.uid))


def _newest(unit: Unit, conversation: Conversation, id: str) -> Row | None:
    """The newest wording of a message that we have."""
    return unit.db.scalar(
        select(Row)
        .where(
            Row.conversation_id == conversation.id,
            or_(Row.channel_message_id == id, Row.channel_message_id.startswith(f"{id}e", autoescape=True)),
        )
        .order_by(Row.id.desc())
        .limit(1)
    )


def _write(
    unit: Unit, conversation: Conversation, message: Message, id: str, rate: int, incoming: Incoming
) -> Taken | None:
    """Written down under its id: whatever comes again under it changes nothing."""
    if conversations.by_channel_id(unit, conversation, id) is None and _too_fast(unit, conversation, rate):
        return None
    try:
        row, new = conversations.receive(unit, conversation, id, incoming)
    except MessageConflict:
        log.info("an id of a message came again with other content: the first one stands")
        return None
    if not new:
        return None
    return Taken(conversation.id, row.id, message.chat.id, turn=not incoming.held, errand=incoming.held)


def _too_fast(unit: Unit, conversation: Conversation, rate: int) -> bool:
    """Over the limit a message is not taken; that is said once a window."""
    wait = limits.spend(unit, "session", conversation.id, rate, WINDOW)
    if not wait:
        return False
    if not limits.spend(unit, "told", conversation.id, 1, WINDOW):
        _say(unit, conversation, texts.ERRORS["slow_down"], seconds=wait)
    return True


def _refuse(unit: Unit, conversation: Conversation, message: Message, code: str) -> None:
    """Answer what cannot be kept with why, once."""
    row, new = conversations.receive(unit, conversation, _id(message), Incoming(""))
    if new:
        language = spoken(conversation)
        conversations.answer(unit, row, [Reply(translate(language, texts.ERRORS[code]), language)], None)


def _tap(unit: Unit, query: CallbackQuery, rate: int) -> Taken | None:
    """A button. The first tap of a message counts; each is answered, and the keyboard goes."""
    message, chat = query.message, query.message.chat if query.message else None
    if message is None or chat is None or chat.type != ChatType.PRIVATE or query.data is None:
        return None
    conversation = conversations.open_conversation(
        unit, CHANNEL, str(chat.id), language=hint(query.from_user.language_code)
    )
    delivery.reachable(unit, conversation)
    owed = {"chat": chat.id, "query": query.id, "message": message.message_id, "conversation": conversation.id}
    token = query.data[:64]
    taken: Taken | None = None
    button = conversations.button(unit, conversation, token)
    if button and button.choice.startswith(delivery.UNVEIL):
        delivery.unveil(unit, conversation, button.choice.removeprefix(delivery.UNVEIL))
        owed["veil"] = True
    elif button and not _too_fast(unit, conversation, rate):
        try:
            row, new = conversations.receive(unit, conversation, f"t{message.message_id}", Incoming(payload=token))
        except (MessageConflict, UnknownButton):
            owed["again"] = True  # another button of the same keyboard was first
        else:
            owed["chosen"] = button.title
            if new:
                taken = Taken(conversation.id, row.id, chat.id, turn=True, errand=True)
    elif button is None:
        refusal = texts.ERRORS["unknown_button"]
        owed["alert"] = translate(spoken(conversation), refusal)
    errands.owe(unit, CHANNEL, "tap", owed, key=f"tap:{unit.vault.blind(CHANNEL, query.id)}")
    return taken or Taken(conversation.id, 0, chat.id, turn=False, errand=True)


def _membership(unit: Unit, change: ChatMemberUpdated) -> Taken | None:
    """Blocked or let back in; a group that added the bot is left."""
    status = change.new_chat_member.status
    if change.chat.type != ChatType.PRIVATE:
        if status not in AWAY:
            _leave(unit, change.chat, change.from_user.language_code)
            return Taken("", 0, change.chat.id, turn=False, errand=True)
        return None
    conversation = conversations.find_conversation(unit, CHANNEL, str(change.chat.id))
    if conversation is None:
        return None
    if status in AWAY:
        delivery.unreachable(unit, conversation, "blocked")
    else:
        delivery.reachable(unit, conversation)
    return None


def _leave(unit: Unit, chat: Chat, language_code: str | None) -> None:
    details = {"chat": chat.id, "language": hint(language_code) or "en", "channel": chat.type == ChatType.CHANNEL}
    errands.owe(unit, CHANNEL, "leave", details, key=f"leave:{unit.vault.blind(CHANNEL, str(chat.id))}")


def spoken(conversation: Conversation) -> str:
    """The language to say a sentence of the channel's own in."""
    return conversation.chosen_language or conversation.language or "en"


def _say(unit: Unit, conversation: Conversation, sentence: str, **values: object) -> None:
    language = spoken(conversation)
    conversations.say(unit, conversation, Reply(translate(language, sentence, **values), language))


def _id(message: Message) -> str:
    return f"m{message.message_id}"


def _silent(message: Message) -> bool:
    """Telegram's own notes (a message was pinned, a picture changed) are not said by anybody."""
    return not message.effective_attachment and not message.text
