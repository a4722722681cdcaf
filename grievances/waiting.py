"""What waits for its answer: one message of a conversation at a time, tried again, at last set aside for people.

Times that are compared with now were set at most so far ahead: one farther ahead was set before the clock was put back,
and has come.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, case, func, or_, select, update
from sqlalchemy.orm import joinedload

from grievances.conversations import HELD, Reply, keep_beside, say
from grievances.core import Unit
from grievances.models import Conversation, Message

#: a failed turn is tried again after these seconds, the last again and again
RETRIES = (1, 2, 5, 15, 60, 300)
LONGEST_WAIT = timedelta(seconds=RETRIES[-1])
#: after so many tries (11 minutes), while others are answered, it is the message and not an outage: people look at it
TRIES = 8
#: after this time in any case
LONGEST = timedelta(days=1)
#: a message comes with its conversation and person
WHOLE = joinedload(Message.conversation).joinedload(Conversation.person)
#: no lease lasts longer
LONGEST_LEASE = timedelta(minutes=1)

# Built once: to build a statement costs more than to run it, and these run at every turn.
_MINE = Conversation.id == bindparam("conversation")
_HELD = Conversation.lease_owner == bindparam("holder")
#: not leased: also when the lease ends farther ahead than any can, given before the clock was put back
_FREE = or_(
    Conversation.lease_until.is_(None),
    Conversation.lease_until < bindparam("now"),
    Conversation.lease_until > bindparam("far"),
)
_LEASE = (
    update(Conversation)
    .where(_MINE, or_(_FREE, _HELD))
    .values(lease_owner=bindparam("owner"), lease_until=bindparam("until"))
    .execution_options(synchronize_session=False)
)
_RELEASE = (
    update(Conversation)
    .where(_MINE, _HELD)
    .values(lease_owner=None, lease_until=None)
    .execution_options(synchronize_session=False)
)
_NEXT = (
    select(Message)
    .where(Message.conversation_id == bindparam("conversation"), Message.state == "received")
    .options(WHOLE)
    .order_by(Message.id)
    .limit(1)
)
_LOCKED = select(Message).where(Message.id == bindparam("row")).options(WHOLE).with_for_update(of=Message)


def lease(
    unit: Unit, conversation_id: str, owner: str, seconds: float, dead: Callable[[str], bool] = lambda _: False
) -> bool:
    """Take the conversation for one turn at a time; False while somebody else has it.

    An owner's lease runs out, or ends at once when `dead` knows that the owner has died.
    """
    if _take(unit, conversation_id, owner, seconds, owner):
        return True
    holder = unit.db.scalar(select(Conversation.lease_owner).where(Conversation.id == conversation_id))
    return bool(holder and dead(holder)) and _take(unit, conversation_id, owner, seconds, holder)


def _take(unit: Unit, conversation_id: str, owner: str, seconds: float, holder: str | None) -> bool:
    """Lease it unless somebody other than the holder has it."""
    until = unit.now + timedelta(seconds=seconds)
    asked = {"conversation": conversation_id, "holder": holder, "owner": owner, "until": until, **_now(unit)}
    return bool(unit.db.execute(_LEASE, asked).rowcount)  # type: ignore[attr-defined]


def _now(unit: Unit) -> dict[str, datetime]:
    return {"now": unit.now, "far": unit.now + 2 * LONGEST_LEASE}


def release(unit: Unit, conversation_id: str, owner: str) -> None:
    unit.db.execute(_RELEASE, {"conversation": conversation_id, "holder": owner})


def locked(unit: Unit, row: int) -> Message:
    """A message with its conversation and person; nobody else changes it until this unit ends."""
    return unit.db.scalars(_LOCKED, {"row": row}).one()


def next_message(unit: Unit, conversation_id: str) -> Message | None:
    """The oldest message still unanswered, whether or not its retry is due: order is never broken."""
    return unit.db.scalar(_NEXT, {"conversation": conversation_id})


def is_due(unit: Unit, message: Message) -> bool:
    """Whether a message may be tried now. A wait longer than any is from before the clock was put back.

    One that waits without having been tried is held for its files.
    """
    longest = LONGEST_WAIT if message.attempts else HELD
    return message.retry_at is None or not unit.now < message.retry_at <= unit.now + 2 * longest


def waiting_conversations(
    unit: Unit, older_than: timedelta, limit: int = 50, dead: Callable[[str], bool] = lambda _: False
) -> list[str]:
    """Conversations with an unanswered message due for a (new) try and nobody at work on them."""
    unanswered = Message.state == "received"
    # The oldest alone counts: while it waits for its retry, nothing after it can be answered.
    oldest = select(func.min(Message.id)).where(unanswered).group_by(Message.conversation_id)
    held = select(Conversation.lease_owner).join(Message, Message.conversation_id == Conversation.id)
    holders = unit.db.scalars(held.where(unanswered, Conversation.lease_owner.is_not(None)).distinct())
    died = [holder for holder in holders if holder and dead(holder)]
    now, retry_at = unit.now, Message.retry_at
    longest = case((Message.attempts > 0, now + 2 * LONGEST_WAIT), else_=now + 2 * HELD)
    rows = unit.db.scalars(
        select(Message.conversation_id)
        .join(Conversation)
        .where(
            Message.id.in_(oldest),
            # what came later than now came before the clock was put back
            or_(Message.at <= now - older_than, Message.at > now),
            or_(retry_at.is_(None), retry_at <= now, retry_at > longest),
            or_(_FREE, Conversation.lease_owner.in_(died)),
        )
        .order_by(Message.id)
        .limit(limit),
        _now(unit),
    )
    return list(rows)


def defer(unit: Unit, message: Message, asked: dict[str, Any] | None = None) -> datetime:
    """A turn failed: count it and say when to try again; `asked` is the metadata it was asked with."""
    message.attempts += 1
    message.retry_at = unit.now + timedelta(seconds=RETRIES[min(message.attempts, len(RETRIES)) - 1])
    if asked is not None:
        keep_beside(unit, message, asked=asked)
    return message.retry_at


def hopeless(unit: Unit, message: Message) -> bool:
    """Whether a message has failed so often that people must look: in an outage nobody else is answered either."""
    if message.attempts < TRIES:
        return False
    if unit.now - message.at >= LONGEST:
        return True
    others = select(Message.id).where(
        Message.state == "answered", Message.at > unit.now - LONGEST_WAIT,
        Message.conversation_id != message.conversation_id, Message.author == "worker",
    )  # fmt: skip
    return unit.db.scalar(others.limit(1)) is not None


def set_aside(unit: Unit, message: Message, replies: Sequence[Reply]) -> None:
    """Leave a message to people: `replies` tell its worker so, and the conversation goes on after it."""
    for reply in replies:
        say(unit, message.conversation, reply, reply_to=message.id)
    message.state, message.retry_at = "set_aside", None


def left_aside(unit: Unit, jurisdiction: str | None = None) -> list[Message]:
    """The messages that people must look at, oldest first; with a jurisdiction only those that may be its."""
    query = select(Message).where(Message.state == "set_aside").order_by(Message.id)
    if jurisdiction is not None:
        theirs = or_(Conversation.jurisdiction == jurisdiction, Conversation.jurisdiction.is_(None))
        query = query.join(Conversation).where(theirs)
    return list(unit.db.scalars(query))


def count(unit: Unit) -> int:
    """How many messages wait for their answer now."""
    return unit.db.scalar(select(func.count(Message.id)).where(Message.state == "received")) or 0


def take_up_again(unit: Unit, message: Message) -> None:
    """What was in the way is put right: the message is answered after all, from its first try on."""
    if message.state == "set_aside":
        message.state, message.attempts, message.retry_at = "received", 0, None
