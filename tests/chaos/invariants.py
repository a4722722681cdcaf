"""What must hold in the database and on the disk, whatever died: nothing lost, nothing doubled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text

from grievances import attachments, conversations
from grievances.core import Unit
from grievances.models import Attachment, CaseText, Draft, Event, Grievance, Leg, Message, Notice, Person, TurnResult


def unsettled(unit: Unit) -> list[str]:
    """What is still on its way: messages not answered, notices not in their conversation."""
    waiting = unit.db.execute(
        select(Message.uid, Message.attempts, Message.retry_at).where(Message.state == "received")
    )
    pending = unit.db.scalars(select(Notice.id).where(Notice.state == "pending"))
    return [f"message {row}" for row in waiting] + [f"notice {notice}" for notice in pending]


def broken(unit: Unit, files: Path) -> list[str]:
    """Every rule that does not hold, in words; ids and codes only."""
    rules = (_database, _answers, _threads, _grievances, _numbers_told, _notices, _words, _results, _files)
    return [f"{rule.__name__[1:]}: {wrong}" for rule in rules for wrong in rule(unit, files)]


def _rows(unit: Unit, query: Any) -> list[Any]:
    return list(unit.db.execute(query))


def _database(unit: Unit, _: Path) -> Iterator[str]:
    if unit.db.get_bind().dialect.name == "sqlite":
        for pragma, well in (("integrity_check", [("ok",)]), ("foreign_key_check", [])):
            found = [tuple(row) for row in unit.db.execute(text(f"PRAGMA {pragma}"))]
            if found != well:
                yield f"{pragma}: {found}"


def _living(unit: Unit) -> list[Message]:
    """All messages of persons who have not erased themselves, in order."""
    query = select(Message).join(Message.conversation).join(Person).where(Person.erased_at.is_(None))
    return list(unit.db.scalars(query.order_by(Message.id)))


def _answers(unit: Unit, _: Path) -> Iterator[str]:
    """A message has replies, all written in one transaction, so at one time; and none twice."""
    replies: dict[int, list[Message]] = {}
    messages = _living(unit)
    for message in messages:
        if message.reply_to:
            replies.setdefault(message.reply_to, []).append(message)
    for message in messages:
        if message.author != "worker":
            continue
        mine = replies.get(message.id, [])
        if not mine:
            yield f"message {message.uid} ({message.state}) has no reply"
        if len({reply.at for reply in mine}) > 1:
            yield f"message {message.uid} was answered {len({reply.at for reply in mine})} times"
        texts = Counter(conversations.text_of(unit, reply) for reply in mine)
        if max(texts.values(), default=1) > 1:
            yield f"message {message.uid} has the same reply twice"


def _threads(unit: Unit, _: Path) -> Iterator[str]:
    """A channel's message stands once in its conversation, answered in the order it came."""
    last: dict[str, int] = {}
    for message in _living(unit):
        if message.reply_to:
            if message.reply_to < last.get(message.conversation_id, 0):
                yield f"reply {message.uid} came after one to a later message"
            last[message.conversation_id] = message.reply_to
    twice = select(Message.conversation_id, Message.channel_message_id).where(Message.channel_message_id.is_not(None))
    for row in _rows(unit, twice.group_by(*twice.selected_columns).having(func.count() > 1)):
        yield f"message {row} stands twice"


def _grievances(unit: Unit, _: Path) -> Iterator[str]:
    """A draft that is filed has one grievance, which has its legs and was recorded once."""
    filed = dict(_rows(unit, select(Draft.id, func.count(Grievance.id)).outerjoin(
        Grievance, Grievance.draft_id == Draft.id).where(Draft.state == "filed").group_by(Draft.id)))  # fmt: skip
    yield from (f"filed draft {draft} has {n} grievances" for draft, n in filed.items() if n != 1)
    for grievance in unit.db.scalars(select(Grievance)):
        if grievance.draft_id not in filed and not grievance.conversation.person.erased_at:
            yield f"grievance {grievance.id} of a draft that is not filed"
        if not grievance.legs or len({leg.ordinal for leg in grievance.legs}) != len(grievance.legs):
            yield f"grievance {grievance.id} has {len(grievance.legs)} legs"
        times = unit.db.scalar(
            select(func.count(Event.id)).where(Event.grievance_id == grievance.id, Event.kind == "filed")
        )
        if times != 1:
            yield f"grievance {grievance.id} was recorded {times} times"


def _numbers_told(unit: Unit, _: Path) -> Iterator[str]:
    """Whoever filed has been told the number, in one message: the code is told only there."""
    for grievance in unit.db.scalars(select(Grievance)):
        if grievance.conversation.person.erased_at:
            continue
        query = select(Message).where(
            Message.conversation_id == grievance.conversation_id, Message.author == "bot", Message.leg_id.is_(None)
        )
        told = [m for m in unit.db.scalars(query) if grievance.number in conversations.text_of(unit, m)]
        if not told:
            yield f"the number of grievance {grievance.id} was never told"


def _notices(unit: Unit, _: Path) -> Iterator[str]:
    """A notice stands in one message, an officer's words in one notice."""
    for state, message in _rows(unit, select(Notice.state, Notice.message_id)):
        if (message is None) != (state in ("pending", "failed")):
            yield f"a notice is {state} with message {message}"
    for column in (Notice.message_id, Notice.case_text_id):
        twice = select(column).where(column.is_not(None)).group_by(column).having(func.count() > 1)
        yield from (f"{column.key} {row[0]} has two notices" for row in _rows(unit, twice))
    from_legs = select(func.count(Message.id)).where(Message.leg_id.is_not(None))
    standing = select(func.count(Notice.id)).where(Notice.state.in_(("sent", "delivered")))
    if unit.db.scalar(from_legs) != unit.db.scalar(standing):
        yield "messages of legs and notices that stand are not equally many"


def _words(unit: Unit, _: Path) -> Iterator[str]:
    """What a worker wrote to an office stands there once."""
    once = select(CaseText.message_id).where(CaseText.message_id.is_not(None), CaseText.author == "worker")
    for row in _rows(unit, once.group_by(CaseText.message_id).having(func.count() > 1)):
        yield f"message {row[0]} was written to the office twice"
    for leg in unit.db.scalars(select(Leg)):
        stories = unit.db.scalar(
            select(func.count(CaseText.id)).where(CaseText.leg_id == leg.id, CaseText.kind == "story")
        )
        if stories and stories > 1:
            yield f"leg {leg.id} tells its story {stories} times"


def _results(unit: Unit, _: Path) -> Iterator[str]:
    """No result of an action without its message."""
    lost = select(TurnResult.action).where(TurnResult.message_uid.not_in(select(Message.uid)))
    yield from (f"a result of {row[0]} belongs to no message" for row in _rows(unit, lost))


def _files(unit: Unit, files: Path) -> Iterator[str]:
    """Every file belongs to a row, every row of a living person can be read."""
    rows = list(unit.db.execute(select(Attachment, Person.erased_at).join(Person, Person.id == Attachment.person_id)))
    living = {attachment.id for attachment, erased in rows if not erased}
    there = {path.name for path in files.iterdir()} if files.is_dir() else set()
    yield from (f"file {name} belongs to nobody" for name in sorted(there - living))
    for attachment, erased in rows:
        if not erased and len(attachments.content_of(unit, attachment, files)) != attachment.size:
            yield f"file {attachment.id} is not whole"

