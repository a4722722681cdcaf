"""A worker's thread: messages in exactly once, one at a time, answers out, buttons that cannot be made up."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import joinedload

from grievances import delivery
from grievances.core import Unit
from grievances.errors import GrievanceError, MessageConflict, UnknownButton
from grievances.failpoints import reach
from grievances.models import Attachment, Button, ChannelIdentity, Conversation, Message, TurnResult
from language.identity import mask_aadhaar

BODY = "message"
RESULT = "turn-result"
#: how long a message waits for its files before it is answered without them
HELD = timedelta(days=1)
#: questions whose answer may be another 12-digit number than Aadhaar
TWELVE_DIGITS = frozenset({"uan", "cccd"})


class UnknownFile(GrievanceError):
    """An attachment that was never sent in this conversation."""

    code = "unknown_file"


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a channel took in: text, or a button's token, and ids of files already kept.

    `choice` is what a command of the channel stands for (from a table of ours, never from a text), `edits` the uid of
    the worker's message that this one is the new wording of. With `held` no turn begins before `let_go`: something of
    it, a file, is still to be fetched.
    """

    text: str | None = None
    payload: str | None = None
    attachments: tuple[str, ...] = ()
    choice: str | None = None
    edits: str | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: text in a language, buttons as (title, choice)."""

    text: str
    language: str
    buttons: tuple[tuple[str, str], ...] = ()
    custom: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as its reader sees it; `cursor` orders the thread, buttons are (title, token)."""

    cursor: int
    uid: str
    author: str
    at: datetime
    text: str
    language: str | None
    buttons: tuple[tuple[str, str], ...]
    custom: dict[str, Any] | None
    attachments: tuple[str, ...]
    reply_to: int | None
    channel_message_id: str | None = field(default=None)


# Built once: to build a statement costs more than to run it, and these run at every turn.
_CONVERSATION = (
    select(Conversation).where(Conversation.id == bindparam("id")).options(joinedload(Conversation.person))
)
_BY_UID = (
    select(Message)
    .where(Message.uid == bindparam("uid"))
    .options(joinedload(Message.conversation).joinedload(Conversation.person))
)
_BY_CHANNEL_ID = select(Message).where(
    Message.conversation_id == bindparam("conversation"), Message.channel_message_id == bindparam("id")
)
_RESULT = select(TurnResult).where(
    TurnResult.message_uid == bindparam("uid"), TurnResult.action == bindparam("action")
)


def open_conversation(
    unit: Unit, channel: str, address: str, *, language: str | None = None, jurisdiction: str | None = None
) -> Conversation:
    """Return the conversation with an address on a channel, begun if it is new.

    `language` and `jurisdiction` are hints of the page or the app; a conversation that exists keeps its own.
    A deployment of one jurisdiction settles the country at once.
    """
    if found := find_conversation(unit, channel, address):
        found.last_seen_at = unit.now
        return found
    index = unit.vault.blind(channel, address)
    person = unit.new_person()
    identity = ChannelIdentity(
        person_id=person.id, channel=channel, address_index=index, created_at=unit.now,
        address=unit.key(person).seal(address, "address"),
    )  # fmt: skip
    unit.db.add(identity)
    unit.db.flush()
    served = list(unit.core.jurisdictions)
    known, source = (jurisdiction, "page") if jurisdiction in served else (None, None)
    if len(served) == 1:
        known, source = served[0], "only"
    conversation = Conversation(
        person_id=person.id, identity_id=identity.id, channel=channel, language=language, jurisdiction=known,
        jurisdiction_from=source, created_at=unit.now, last_seen_at=unit.now,
    )  # fmt: skip
    unit.db.add(conversation)
    unit.db.flush()
    return conversation


def find_conversation(unit: Unit, channel: str, address: str) -> Conversation | None:
    """The conversation with an address on a channel, or None."""
    index = unit.vault.blind(channel, address)
    return unit.db.scalar(
        select(Conversation).join(ChannelIdentity).where(
            ChannelIdentity.channel == channel, ChannelIdentity.address_index == index
        )
    )  # fmt: skip


def address_of(unit: Unit, conversation: Conversation) -> str:
    """A conversation's address on its channel; Erased when its person is."""
    return str(unit.key(conversation.person).open(conversation.identity.address, "address"))


def get(unit: Unit, conversation_id: str) -> Conversation:
    return unit.db.scalars(_CONVERSATION, {"id": conversation_id}).one()


def receive(
    unit: Unit, conversation: Conversation, channel_message_id: str, incoming: Incoming
) -> tuple[Message, bool]:
    """Write an incoming message down, once. Returns it and whether it is new.

    Aadhaar numbers are masked here, before the first write, whatever the channel. Raises MessageConflict when the id
    stands for another content already, UnknownButton when the payload was never offered here, UnknownFile when an
    attachment is not this conversation's.
    """
    digest = unit.vault.blind(
        conversation.id, incoming.text or "", incoming.payload or "", *sorted(incoming.attachments)
    )
    _one_at_a_time(unit, conversation)
    if found := _received(unit, conversation, channel_message_id, digest):
        return found, False
    body: dict[str, Any] = {"attachments": _attachments(unit, conversation, incoming.attachments)}
    if incoming.payload is not None:
        offered = button(unit, conversation, incoming.payload)
        if offered is None:
            raise UnknownButton("no button of this conversation has this payload")
        body |= {"text": offered.title, "choice": offered.choice}
    else:
        question = (conversation.open_question or {}).get("question")
        body["text"] = mask_aadhaar(incoming.text or "", question if question in TWELVE_DIGITS else None)
        if incoming.choice is not None:
            body["choice"] = incoming.choice
        elif incoming.edits is not None:
            body["edits"] = incoming.edits
    message = Message(
        conversation_id=conversation.id, author="worker", channel_message_id=channel_message_id, digest=digest,
        body=unit.key(conversation.person).seal(body, BODY), state="received", at=unit.now,
        retry_at=unit.now + HELD if incoming.held else None,
    )  # fmt: skip
    unit.db.add(message)
    conversation.last_seen_at = unit.now
    unit.db.flush()
    reach("intake.written")
    return message, True


def button(unit: Unit, conversation: Conversation, token: str) -> Button | None:
    """The button of a token that was offered in this conversation, or None."""
    found = unit.db.get(Button, token)
    return found if found and found.conversation_id == conversation.id else None


def _one_at_a_time(unit: Unit, conversation: Conversation) -> None:
    """Until this unit ends nobody else adds to the thread: ids are then given in the order in which they can be seen,
    and a reader whose cursor has passed one has missed none before it (on PostgreSQL; SQLite has one writer anyway)."""
    if unit.db.get_bind().dialect.name != "sqlite":
        unit.db.flush()  # a refresh throws away what is not written yet
        unit.db.refresh(conversation, with_for_update={"key_share": True, "of": Conversation})


def _received(unit: Unit, conversation: Conversation, channel_message_id: str, digest: str) -> Message | None:
    """The message of an id, if it came before; MessageConflict when its content was another."""
    found = by_channel_id(unit, conversation, channel_message_id)
    if found and found.digest != digest:
        raise MessageConflict("this message id was used for another message")
    return found


def _attachments(unit: Unit, conversation: Conversation, ids: Sequence[str]) -> list[dict[str, str]]:
    if not ids:
        return []
    mine = unit.db.scalars(
        select(Attachment).where(Attachment.id.in_(ids), Attachment.conversation_id == conversation.id)
    ).all()
    if len(mine) != len(set(ids)):
        raise UnknownFile("an attachment that this conversation never sent")
    return [{"id": a.id, "type": a.type} for a in mine]


def turn_request(unit: Unit, message: Message) -> dict[str, Any]:
    """What Rasa's input channel is sent for a message (docs/architecture.md gives its shape).

    A try that follows a failed one asks exactly what that one asked: the actions that ran then may have moved on to
    the next question, and the same words must not be understood as an answer to it.
    """
    conversation = message.conversation
    body = unit.key(conversation.person).open(message.body, BODY)
    said = {"choice": body["choice"]} if "choice" in body else {"text": body["text"]}
    metadata = body.get("asked") or {
        "language": conversation.language,
        "chosen_language": conversation.chosen_language,
        "jurisdiction": conversation.jurisdiction,
        "today": unit.day(message.at, conversation.jurisdiction).isoformat(),
        "open_question": conversation.open_question,
        "attachments": body["attachments"],
    }
    return {"conversation": conversation.id, "message_id": message.uid, **said, "metadata": metadata}


def answer(unit: Unit, message: Message, replies: Sequence[Reply], language: str | None) -> list[Message]:
    """Store the answers and "message answered" together; the conversation's language follows the turn's."""
    conversation = message.conversation
    sent = [say(unit, conversation, reply, reply_to=message.id) for reply in replies]
    message.state, message.retry_at = "answered", None
    if language:
        message.language = language
        conversation.language = language
    unit.db.flush()
    return sent


def say(
    unit: Unit, conversation: Conversation, reply: Reply, *, author: str = "bot",
    reply_to: int | None = None, leg_id: str | None = None,
) -> Message:  # fmt: skip
    """Put one message of ours into a conversation; its buttons get opaque tokens that count only here."""
    _one_at_a_time(unit, conversation)
    buttons = []
    for title, choice in reply.buttons:
        token = secrets.token_urlsafe(12)
        unit.db.add(
            Button(token=token, conversation_id=conversation.id, choice=choice, title=title[:128], offered_at=unit.now)
        )
        buttons.append([title, token])
    body = {"text": reply.text, "buttons": buttons, "custom": reply.custom, "attachments": []}
    message = Message(
        conversation_id=conversation.id, author=author, language=reply.language, state="sent", at=unit.now,
        body=unit.key(conversation.person).seal(body, BODY), reply_to=reply_to, leg_id=leg_id,
    )  # fmt: skip
    unit.db.add(message)
    unit.db.flush()
    delivery.owe(unit, conversation, message)
    return message


def let_go(unit: Unit, message: Message, attachments: Sequence[str]) -> None:
    """A held message has its files now, and can be answered."""
    key = unit.key(message.conversation.person)
    kept = _attachments(unit, message.conversation, attachments)
    body = key.open(message.body, BODY)
    message.body = key.seal({**body, "attachments": [*body["attachments"], *kept]}, BODY)
    message.retry_at = None


def edited(unit: Unit, message: Message) -> str | None:
    """The uid of the message that this one is the new wording of, or None."""
    uid: str | None = unit.key(message.conversation.person).open(message.body, BODY).get("edits")
    return uid


def empty(unit: Unit, message: Message) -> None:
    """Take a message's words out for good; that it was there stays."""
    blank: dict[str, Any] = {"text": "", "buttons": [], "custom": None, "attachments": []}
    message.body = unit.key(message.conversation.person).seal(blank, BODY)


def attachments_of(unit: Unit, message: Message) -> list[str]:
    """The ids of the files that came with a message."""
    body = unit.key(message.conversation.person).open(message.body, BODY)
    return [a["id"] for a in body.get("attachments", [])]


def replies_to(unit: Unit, message: Message) -> list[Shown]:
    rows = unit.db.scalars(select(Message).where(Message.reply_to == message.id).order_by(Message.id))
    return [shown(unit, row) for row in rows]


def history(unit: Unit, conversation: Conversation, after: int = 0, limit: int = 200) -> list[Shown]:
    """The thread after a cursor, the worker's own messages included, oldest first."""
    rows = unit.db.scalars(
        select(Message)
        .where(Message.conversation_id == conversation.id, Message.id > after)
        .order_by(Message.id)
        .limit(limit)
    )
    return [shown(unit, row) for row in rows]


def acknowledge(unit: Unit, conversation: Conversation, cursor: int) -> bool:
    """A reader has come back with this cursor: all up to it was delivered. Returns whether that is news."""
    if cursor <= conversation.read_cursor:
        return False
    newest = unit.db.scalar(select(func.max(Message.id)).where(Message.conversation_id == conversation.id)) or 0
    conversation.read_cursor = min(cursor, newest)
    unit.db.execute(
        update(Message)
        .where(
            Message.conversation_id == conversation.id, Message.id <= conversation.read_cursor, Message.state == "sent"
        )
        .values(state="delivered")
        .execution_options(synchronize_session=False)
    )
    return True


def shown(unit: Unit, message: Message) -> Shown:
    """A message as its reader sees it."""
    body = unit.key(message.conversation.person).open(message.body, BODY)
    return Shown(
        cursor=message.id,
        uid=message.uid,
        author=message.author,
        at=message.at,
        text=body["text"],
        language=message.language,
        buttons=tuple((title, token) for title, token in body.get("buttons", [])),
        custom=body.get("custom"),
        attachments=tuple(a["id"] for a in body["attachments"]),
        reply_to=message.reply_to,
        channel_message_id=message.channel_message_id,
    )


def text_of(unit: Unit, message: Message) -> str:
    return str(unit.key(message.conversation.person).open(message.body, BODY)["text"])


def words_of(unit: Unit, message: Message) -> str:
    """What the worker wrote; '' for a tapped button, whose title are our words."""
    body = unit.key(message.conversation.person).open(message.body, BODY)
    return "" if "choice" in body else str(body["text"])


def guess_of(unit: Unit, message: Message) -> dict[str, Any] | None:
    """What the model made of a message, as `keep_guess` was told; None when it was not asked."""
    guess: dict[str, Any] | None = unit.key(message.conversation.person).open(message.body, BODY).get("guess")
    return guess


def keep_guess(unit: Unit, message: Message, guess: dict[str, Any]) -> None:
    """Keep beside a message's words what the model made of them, sealed with them."""
    keep_beside(unit, message, guess=guess)


def keep_beside(unit: Unit, message: Message, **more: Any) -> None:
    """Keep more in a message's sealed body."""
    key = unit.key(message.conversation.person)
    message.body = key.seal({**key.open(message.body, BODY), **more}, BODY)


def result_of(unit: Unit, message: Message, action: str) -> Any | None:
    """The stored first result of an action for a message, or None when it has not run to its end yet."""
    row = unit.db.scalar(_RESULT, {"uid": message.uid, "action": action})
    return None if row is None else unit.key(message.conversation.person).open(row.result, RESULT)


def results_of(unit: Unit, message: Message) -> list[Any]:
    """The stored results of all actions that have run for a message, in their order."""
    rows = unit.db.scalars(
        select(TurnResult).where(TurnResult.message_uid == message.uid).order_by(TurnResult.at, TurnResult.action)
    )
    key = unit.key(message.conversation.person)
    return [key.open(row.result, RESULT) for row in rows]


def keep_result(unit: Unit, message: Message, action: str, result: Any) -> None:
    sealed = unit.key(message.conversation.person).seal(result, RESULT)
    unit.db.add(
        TurnResult(
            message_uid=message.uid, action=action, conversation_id=message.conversation_id, result=sealed, at=unit.now
        )
    )


def by_channel_id(unit: Unit, conversation: Conversation, channel_message_id: str) -> Message | None:
    """The worker's message that the channel knows by this id, or None."""
    return unit.db.scalar(_BY_CHANNEL_ID, {"conversation": conversation.id, "id": channel_message_id})


def by_uid(unit: Unit, uid: str) -> Message | None:
    return unit.db.scalar(_BY_UID, {"uid": uid})
