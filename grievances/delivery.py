"""Bringing messages to channels whose chats do not fetch them: what is due, in which order, how it ended."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from grievances import outbox
from grievances.core import Unit
from grievances.models import Button, ChannelDuty, Conversation, Delivery, Message, Notice
from language.catalogue import N_, translate

#: channels that are brought to; there the chat itself is the worker's key. Elsewhere the reader fetches the thread
BROUGHT = frozenset({"telegram"})
#: what a veil's button stands for: never sent to Rasa, since it shows what is there already
UNVEIL = "unveil:"
SHOW = N_("Show it")
#: a failed try is repeated after these seconds, the last for ever
RETRIES = (1, 2, 5, 15, 60)


def brought(conversation: Conversation) -> bool:
    return conversation.channel in BROUGHT


def owe(unit: Unit, conversation: Conversation, message: Message) -> None:
    """A message of ours has to be brought. A notice to a worker who wants none of its content to be seen is veiled:
    only that there is something comes, with a button that shows it."""
    if not brought(conversation):
        return
    notice = message.leg_id is not None and message.reply_to is None
    row = Delivery(
        message_id=message.id, conversation_id=conversation.id, state="pending", urgent=not notice, due_at=unit.now
    )
    if notice and conversation.discreet:
        row.veil = secrets.token_urlsafe(12)
        unit.db.add(
            Button(
                token=row.veil, conversation_id=conversation.id, choice=UNVEIL + message.uid,
                title=translate(message.language or "en", SHOW), offered_at=unit.now,
            )
        )  # fmt: skip
    unit.db.add(row)


def due(unit: Unit, channel: str, limit: int) -> list[Delivery]:
    """The next message of each chat whose time has come, answers before notices, oldest first.

    Of a chat the first alone counts: while it waits for its next try, nothing that comes after it is brought.
    """
    place = func.row_number().over(
        partition_by=Delivery.conversation_id, order_by=(Delivery.urgent.desc(), Delivery.message_id)
    )
    waiting = (
        select(Delivery.message_id, place.label("place"))
        .join(Conversation, Conversation.id == Delivery.conversation_id)
        .where(Delivery.state == "pending", Conversation.channel == channel)
        .subquery()
    )
    return list(
        unit.db.scalars(
            select(Delivery)
            .join(waiting, waiting.c.message_id == Delivery.message_id)
            .where(waiting.c.place == 1, Delivery.due_at <= unit.now)
            .order_by(Delivery.urgent.desc(), Delivery.message_id)
            .limit(limit)
        )
    )


def arrived(unit: Unit, row: Delivery, channel_id: str, *, last: bool) -> None:
    """The channel took a part; with the `last` the message is delivered, and the time to answer a notice begins."""
    row.parts, row.channel_id = row.parts + 1, channel_id
    row.attempts, row.reason = 0, None
    row.conversation.unreachable = None
    if not last:
        return
    if row.veil:
        row.state, row.parts = "announced", 0
        return
    row.state, row.delivered_at = "delivered", unit.now
    if row.message.state == "sent":
        row.message.state = "delivered"
    outbox.delivered(unit, row.message)


def later(unit: Unit, row: Delivery, reason: str) -> None:
    """A try failed and may work another time."""
    row.attempts += 1
    row.reason = reason
    row.due_at = unit.now + timedelta(seconds=RETRIES[min(row.attempts, len(RETRIES)) - 1])


def refused(unit: Unit, row: Delivery, reason: str) -> None:
    """The channel will never take this message."""
    row.state, row.reason = "failed", reason
    _end_notices(unit, [row.message_id], reason)


def unreachable(unit: Unit, conversation: Conversation, reason: str) -> None:
    """The chat takes nothing any more (blocked, gone): all that was to be brought ends with that reason."""
    conversation.unreachable = reason
    rows = unit.db.scalars(
        select(Delivery).where(Delivery.conversation_id == conversation.id, Delivery.state == "pending")
    ).all()
    for row in rows:
        row.state, row.reason = "failed", reason
    _end_notices(unit, [row.message_id for row in rows], reason)


def reachable(unit: Unit, conversation: Conversation) -> None:
    """The worker is back: what an office wrote meanwhile is brought after all; what answered them then is too old."""
    if conversation.unreachable is None:
        return
    reason, conversation.unreachable = conversation.unreachable, None
    rows = unit.db.scalars(
        select(Delivery).where(
            Delivery.conversation_id == conversation.id, Delivery.state == "failed", Delivery.reason == reason,
            Delivery.urgent.is_(False),
        )
    ).all()  # fmt: skip
    for row in rows:
        row.state, row.reason, row.due_at = "pending", None, unit.now
    unit.db.execute(
        update(Notice)
        .where(Notice.message_id.in_([row.message_id for row in rows]), Notice.state == "failed")
        .values(state="sent", reason=None)
        .execution_options(synchronize_session=False)
    )


def unveil(unit: Unit, conversation: Conversation, uid: str) -> bool:
    """Bring the content of an announced message now; False when it was shown already."""
    row = unit.db.scalar(
        select(Delivery)
        .join(Message, Message.id == Delivery.message_id)
        .where(Delivery.conversation_id == conversation.id, Message.uid == uid, Delivery.veil.is_not(None))
        .with_for_update(of=Delivery)
    )
    if row is None or row.state != "announced":
        return False
    # it is asked for now: an answer, which waits for no notice
    row.state, row.veil, row.parts, row.urgent, row.due_at = "pending", None, 0, True, unit.now
    return True


def by_channel_id(unit: Unit, conversation: Conversation, channel_id: str) -> Delivery | None:
    """The message whose last part has this id in its chat; None when its arrival was never written down."""
    return unit.db.scalar(
        select(Delivery).where(Delivery.conversation_id == conversation.id, Delivery.channel_id == channel_id)
    )


def pause(unit: Unit, duty: str, seconds: float) -> datetime:
    """The channel told us to keep still: written down, so that whoever takes over keeps still too."""
    row = unit.db.get_one(ChannelDuty, duty)
    row.paused_until = unit.now + timedelta(seconds=seconds)
    return row.paused_until


def paused_until(unit: Unit, duty: str) -> datetime | None:
    row = unit.db.get(ChannelDuty, duty)
    return row.paused_until if row else None


def on_duty(unit: Unit, duty: str, owner: str, seconds: float) -> ChannelDuty | None:
    """Take (or keep) a channel's work for some seconds; None while another process has it."""
    row = unit.db.get(ChannelDuty, duty, with_for_update=True)
    if row is None:
        row = ChannelDuty(channel=duty)
        unit.db.add(row)
    elif row.owner not in (None, owner) and row.until and row.until > unit.now:
        return None
    row.owner, row.until = owner, unit.now + timedelta(seconds=seconds)
    return row


def off_duty(unit: Unit, duty: str, owner: str) -> None:
    row = unit.db.get(ChannelDuty, duty, with_for_update=True)
    if row and row.owner == owner:
        row.owner = row.until = None


def _end_notices(unit: Unit, messages: list[int], reason: str) -> None:
    unit.db.execute(
        update(Notice)
        .where(Notice.message_id.in_(messages), Notice.state == "sent")
        .values(state="failed", reason=reason)
        .execution_options(synchronize_session=False)
    )
