"""A worker's thread: messages in exactly once, one at a time, answers out, buttons that cannot be made up."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import joinedload

from grievances.core import Unit
from grievances.errors import GrievanceError, MessageConflict, UnknownButton
from grievances.models import Attachment, Button, ChannelIdentity, Conversation, Message, TurnResult
from language.identity import mask_aadhaar

BODY = "message"
RESULT = "turn-result"
#: a failed turn is tried again after these seconds, the last for ever
RETRIES = (1, 2, 5, 15, 60, 300)
#: questions whose answer may be another 12-digit number than Aadhaar
TWELVE_DIGITS = frozenset({"uan", "cccd"})


class UnknownFile(GrievanceError):
    """An attachment that was never sent in this conversation."""

    code = "unknown_file"


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a channel took in: text, or a button's token, and ids of files already kept."""

    text: str | None = None
    payload: str | None = None
    attachments: tuple[str, ...] = ()


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


def open_conversation(
    unit: Unit, channel: str, address: str, *, language: str | None = None, jurisdiction: str | None = None
) -> Conversation:
    """Return the conversation with an address on a channel, begun if it is new.

    `language` and `jurisdiction` are hints of the page or the app; a conversation that exists keeps its own.
    A deployment of one jurisdiction settles the country at once.
    """
    index = unit.vault.blind(channel, address)
    found = unit.db.scalar(
        select(Conversation).join(ChannelIdentity).where(
            ChannelIdentity.channel == channel, ChannelIdentity.address_index == index
        )
    )  # fmt: skip
    if found:
        found.last_seen_at = unit.now
        return found
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


def get(unit: Unit, conversation_id: str) -> Conversation:
    return unit.db.get_one(Conversation, conversation_id, options=[joinedload(Conversation.person)])


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
        button = unit.db.get(Button, incoming.payload)
        if button is None or button.conversation_id != conversation.id:
            raise UnknownButton("no button of this conversation has this payload")
        body |= {"text": button.title, "choice": button.choice}
    else:
        question = (conversation.open_question or {}).get("question")
        body["text"] = mask_aadhaar(incoming.text or "", question if question in TWELVE_DIGITS else None)
    message = Message(
        conversation_id=conversation.id, author="worker", channel_message_id=channel_message_id, digest=digest,
        body=unit.key(conversation.person).seal(body, BODY), state="received", at=unit.now,
    )  # fmt: skip
    unit.db.add(message)
    conversation.last_seen_at = unit.now
    unit.db.flush()
    return message, True


def _one_at_a_time(unit: Unit, conversation: Conversation) -> None:
    """Until this unit ends nobody else adds to the thread: ids are then given in the order in which they can be seen,
    and a reader whose cursor has passed one has missed none before it (on PostgreSQL; SQLite has one writer anyway)."""
    if unit.db.get_bind().dialect.name != "sqlite":
        unit.db.refresh(conversation, with_for_update={"key_share": True, "of": Conversation})


def _received(unit: Unit, conversation: Conversation, channel_message_id: str, digest: str) -> Message | None:
    """The message of an id, if it came before; MessageConflict when its content was another."""
    found = unit.db.scalar(
        select(Message).where(
            Message.conversation_id == conversation.id, Message.channel_message_id == channel_message_id
        )
    )
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


def lease(unit: Unit, conversation_id: str, owner: str, seconds: float) -> bool:
    """Take the conversation for one turn at a time; False while somebody else has it. A dead owner's lease runs out."""
    taken = unit.db.execute(
        update(Conversation)
        .where(
            Conversation.id == conversation_id,
            or_(
                Conversation.lease_until.is_(None),
                Conversation.lease_until < unit.now,
                Conversation.lease_owner == owner,
            ),
        )
        .values(lease_owner=owner, lease_until=unit.now + timedelta(seconds=seconds))
        .execution_options(synchronize_session=False)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def release(unit: Unit, conversation_id: str, owner: str) -> None:
    unit.db.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.lease_owner == owner)
        .values(lease_owner=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )


def next_message(unit: Unit, conversation_id: str) -> Message | None:
    """The oldest message still unanswered, whether or not its retry is due: order is never broken."""
    return unit.db.scalar(
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.state == "received")
        .order_by(Message.id)
        .limit(1)
    )


def waiting_conversations(unit: Unit, older_than: timedelta, limit: int = 50) -> list[str]:
    """Conversations with an unanswered message due for a (new) try and nobody at work on them."""
    # The oldest alone counts: while it waits for its retry, nothing after it can be answered.
    oldest = select(func.min(Message.id)).where(Message.state == "received").group_by(Message.conversation_id)
    rows = unit.db.scalars(
        select(Message.conversation_id)
        .join(Conversation)
        .where(
            Message.id.in_(oldest),
            Message.at <= unit.now - older_than,
            or_(Message.retry_at.is_(None), Message.retry_at <= unit.now),
            or_(Conversation.lease_until.is_(None), Conversation.lease_until < unit.now),
        )
        .order_by(Message.id)
        .limit(limit)
    )
    return list(rows)


def turn_request(unit: Unit, message: Message) -> dict[str, Any]:
    """What Rasa's input channel is sent for a message (docs/architecture.md gives its shape)."""
    conversation = message.conversation
    body = unit.key(conversation.person).open(message.body, BODY)
    said = {"choice": body["choice"]} if "choice" in body else {"text": body["text"]}
    return {
        "conversation": conversation.id,
        "message_id": message.uid,
        **said,
        "metadata": {
            "language": conversation.language,
            "chosen_language": conversation.chosen_language,
            "jurisdiction": conversation.jurisdiction,
            "today": unit.today(conversation.jurisdiction).isoformat(),
            "open_question": conversation.open_question,
            "attachments": body["attachments"],
        },
    }


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
    return message


def defer(unit: Unit, message: Message) -> datetime:
    """A turn failed: count it and say when to try again."""
    message.attempts += 1
    message.retry_at = unit.now + timedelta(seconds=RETRIES[min(message.attempts, len(RETRIES)) - 1])
    return message.retry_at


def replies_to(unit: Unit, message: Message) -> list[Shown]:
    rows = unit.db.scalars(select(Message).where(Message.reply_to == message.id).order_by(Message.id))
    return [_shown(unit, row) for row in rows]


def history(unit: Unit, conversation: Conversation, after: int = 0, limit: int = 200) -> list[Shown]:
    """The thread after a cursor, the worker's own messages included, oldest first."""
    rows = unit.db.scalars(
        select(Message)
        .where(Message.conversation_id == conversation.id, Message.id > after)
        .order_by(Message.id)
        .limit(limit)
    )
    return [_shown(unit, row) for row in rows]


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


def _shown(unit: Unit, message: Message) -> Shown:
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
    key = unit.key(message.conversation.person)
    message.body = key.seal({**key.open(message.body, BODY), "guess": guess}, BODY)


def result_of(unit: Unit, message: Message, action: str) -> Any | None:
    """The stored first result of an action for a message, or None when it has not run to its end yet."""
    row = unit.db.get(TurnResult, (message.uid, action))
    return None if row is None else unit.key(message.conversation.person).open(row.result, RESULT)


def keep_result(unit: Unit, message: Message, action: str, result: Any) -> None:
    sealed = unit.key(message.conversation.person).seal(result, RESULT)
    unit.db.add(
        TurnResult(
            message_uid=message.uid, action=action, conversation_id=message.conversation_id, result=sealed, at=unit.now
        )
    )


def by_uid(unit: Unit, uid: str) -> Message | None:
    whole = joinedload(Message.conversation).joinedload(Conversation.person)
    return unit.db.scalar(select(Message).where(Message.uid == uid).options(whole))
