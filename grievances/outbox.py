"""Notices to workers: rows written in the transaction of what they tell of, each ending delivered or with a reason."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, or_, select, update

from grievances.core import Unit
from grievances.failpoints import reach
from grievances.models import CaseText, Conversation, Leg, Message, Notice

RETRY = timedelta(minutes=1)
#: tries before a notice fails for good
TRIES = 20
#: one that is due later than this was written before the clock was put back
LONGEST_WAIT = RETRY * TRIES


def notify(unit: Unit, leg: Leg, kind: str, text: CaseText | None = None) -> Notice:
    """Tell the worker of a leg something; `kind` names the sentence, `text` the officer's own words, if any."""
    unit.db.flush()
    notice = Notice(
        conversation_id=leg.grievance.conversation_id, leg_id=leg.id, kind=kind, state="pending",
        case_text_id=text.id if text else None, due_at=unit.now, created_at=unit.now,
    )  # fmt: skip
    unit.db.add(notice)
    unit.db.flush()
    reach("notice.written")
    return notice


def due(unit: Unit, limit: int = 50) -> list[Notice]:
    """Pending notices whose time has come, oldest first; locked, so that two workers never take the same."""
    query = (
        select(Notice)
        .where(Notice.state == "pending", or_(Notice.due_at <= unit.now, Notice.due_at > unit.now + LONGEST_WAIT))
        .order_by(Notice.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(unit.db.scalars(query))


def sent(unit: Unit, notice: Notice, message: Message) -> None:
    """The notice stands in the conversation; it is delivered once a later read acknowledges it."""
    notice.state, notice.message_id = "sent", message.id


def failed(unit: Unit, notice: Notice, reason: str) -> None:
    """A try failed; after TRIES of them the row ends with its reason."""
    notice.attempts += 1
    notice.reason = reason
    notice.due_at = unit.now + RETRY * notice.attempts
    if notice.attempts >= TRIES:
        notice.state = "failed"


def acknowledged(unit: Unit, conversation: Conversation) -> None:
    """Everything up to the read cursor was delivered. The worker's time to answer "is it solved?" starts here."""
    _delivered(
        unit,
        Notice.conversation_id == conversation.id,
        Notice.state == "sent",
        Notice.message_id <= conversation.read_cursor,
    )


def delivered(unit: Unit, message: Message) -> None:
    """The channel took this one message; as `acknowledged`."""
    _delivered(unit, Notice.message_id == message.id, Notice.state == "sent")


def _delivered(unit: Unit, *seen: ColumnElement[bool]) -> None:
    asked = select(Notice.leg_id).where(*seen, Notice.kind == "resolved")
    quiet = {"synchronize_session": False}
    unit.db.execute(
        update(Leg)
        .where(Leg.id.in_(asked), Leg.state == "resolved", Leg.asked_at.is_(None))
        .values(asked_at=unit.now)
        .execution_options(**quiet)
    )
    unit.db.execute(
        update(Notice).where(*seen).values(state="delivered", delivered_at=unit.now).execution_options(**quiet)
    )
