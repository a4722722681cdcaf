"""The worker's side after filing: find the case, its status, write to the office, say yes or no, withdraw, appeal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2.exceptions import VerifyMismatchError
from sqlalchemy import select, union

from grievances import cases, conversations, outbox
from grievances.core import Unit
from grievances.errors import NotFound, WrongCode
from grievances.filing import draw_code, hasher
from grievances.lifecycle import Move, State, allowed, grievance_state
from grievances.models import CaseKey, CaseText, Conversation, Grievance, Leg, Message, Officer
from language.reference import parse_reference

#: wrong codes before a case is locked for LOCK
TRIES = 5
LOCK = timedelta(minutes=15)
#: a withdrawal can be undone for this long
COOLING_OFF = timedelta(days=7)
#: silence after the delivered question "is it solved?" closes the leg; longer than a month's wage cycle of absence
SILENCE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Status:
    """One leg for its worker. `moves` are what they can do now."""

    leg: Leg
    state: State
    since: datetime
    moves: tuple[Move, ...]


def cases_of(unit: Unit, conversation: Conversation) -> list[Grievance]:
    """The grievances this conversation may see: filed here, or opened here with number and code. Newest first."""
    mine = union(  # not "or": PostgreSQL would read all grievances there are
        select(Grievance.id).where(Grievance.conversation_id == conversation.id),
        select(CaseKey.grievance_id).where(CaseKey.conversation_id == conversation.id),
    )
    return list(unit.db.scalars(select(Grievance).where(Grievance.id.in_(mine)).order_by(Grievance.filed_at.desc())))


def get(unit: Unit, conversation: Conversation, number: str) -> Grievance:
    """The case of a number this conversation holds the key to; NotFound otherwise, whether or not it exists."""
    canonical = parse_reference(number)
    for grievance in cases_of(unit, conversation):
        if grievance.number == canonical:
            return grievance
    raise NotFound("no such case here")


def unlock(unit: Unit, conversation: Conversation, number: str, code: str) -> Grievance:
    """Open a case with number and code, from any device; from now on its news comes to this conversation.

    Raises WrongCode for a wrong number or code, and for any code while the case is locked after too many. The count
    of wrong codes must survive: the caller commits the unit also when this raises.
    """
    canonical = parse_reference(number)
    grievance = unit.db.scalar(select(Grievance).where(Grievance.number == canonical)) if canonical else None
    if grievance is None or unit.ahead(grievance.code_locked_until, LOCK):
        raise WrongCode("number and code do not fit")
    try:
        hasher.verify(grievance.code_hash, "".join(c for c in code if c.isdigit()))
    except VerifyMismatchError:
        grievance.code_failures += 1
        if grievance.code_failures >= TRIES:
            grievance.code_failures, grievance.code_locked_until = 0, unit.now + LOCK
            unit.record("code_locked", grievance_id=grievance.id)
        raise WrongCode("number and code do not fit") from None
    grievance.code_failures, grievance.code_locked_until = 0, None
    if unit.db.get(CaseKey, (conversation.id, grievance.id)) is None:
        unit.db.add(CaseKey(conversation_id=conversation.id, grievance_id=grievance.id, at=unit.now))
        unit.record("unlocked", grievance_id=grievance.id, actor="worker")
    grievance.conversation_id = conversation.id
    unit.db.flush()
    return grievance


def new_code(unit: Unit, conversation: Conversation, grievance: Grievance) -> str:
    """A secret code for a worker whose chat is their key and who wants to ask from elsewhere too.

    The code of before ends. Whoever opens the case with the new one takes its news along: the chat keeps its key.
    """
    code, grievance.code_hash = draw_code()
    grievance.code_failures, grievance.code_locked_until = 0, None
    if unit.db.get(CaseKey, (conversation.id, grievance.id)) is None:
        unit.db.add(CaseKey(conversation_id=conversation.id, grievance_id=grievance.id, at=unit.now))
    unit.record("code_made", grievance_id=grievance.id, actor="worker")
    return code


def status(unit: Unit, grievance: Grievance) -> tuple[State, list[Status]]:
    """The grievance's derived state and each leg's."""
    legs = [
        Status(leg, State(leg.state), leg.changed_at, tuple(m for m in map(Move, allowed(leg.state)) if m in WORKER))
        for leg in grievance.legs
    ]
    return grievance_state(leg.state for leg in grievance.legs), legs


WORKER = (Move.ANSWER, Move.CONFIRM, Move.DISPUTE, Move.WITHDRAW, Move.UNDO_WITHDRAWAL, Move.APPEAL)


def leg_of(unit: Unit, conversation: Conversation, leg_id: str) -> Leg:
    """A leg of a case this conversation may see."""
    leg = unit.db.get(Leg, leg_id)
    if leg is None or leg.grievance not in cases_of(unit, conversation):
        raise NotFound("no such case here")
    return leg


def write(unit: Unit, leg: Leg, text: str, message: Message | None = None, language: str | None = None) -> CaseText:
    """The worker's words to the office; an answer ends the office's waiting."""
    if leg.state == State.WAITING:
        cases.move(unit, leg, Move.ANSWER, actor="worker")
    else:
        unit.record("worker_wrote", leg=leg, actor="worker")
    return cases.say(
        unit, leg, author="worker", kind="words", text=text, language=language,
        message_id=message.id if message else None,
        attachments=conversations.attachments_of(unit, message) if message else (),
    )  # fmt: skip


def confirm(unit: Unit, leg: Leg) -> None:
    """Yes, it is solved."""
    cases.move(unit, leg, Move.CONFIRM, actor="worker")


def dispute(unit: Unit, leg: Leg) -> None:
    """No, it is not: the leg goes to another reviewer."""
    cases.move(unit, leg, Move.DISPUTE, actor="worker")
    _other_reviewer(unit, leg)


def appeal(unit: Unit, leg: Leg) -> None:
    """Against an order or a closing: reopened, for another reviewer."""
    cases.move(unit, leg, Move.APPEAL, actor="worker")
    _other_reviewer(unit, leg)


def withdraw(unit: Unit, leg: Leg) -> datetime:
    """Take a leg back; returns until when it can be undone."""
    cases.move(unit, leg, Move.WITHDRAW, actor="worker")
    return unit.now + COOLING_OFF


def pressed(unit: Unit, leg: Leg) -> None:
    """The worker was made to withdraw: the leg stays, and the office reads that somebody presses them."""
    unit.record("pressed_to_withdraw", leg=leg, actor="worker")


def undo_withdrawal(unit: Unit, leg: Leg) -> None:
    """Within the cooling-off time the leg goes on where it was. NotFound after it: then it is filed anew."""
    if leg.state == State.WITHDRAWN and unit.now > leg.changed_at + COOLING_OFF:
        raise NotFound("the time for undoing is over")
    cases.move(unit, leg, Move.UNDO_WITHDRAWAL, actor="worker")


def lapse(unit: Unit) -> int:
    """Close what was resolved and met with silence since the question was delivered. Returns how many legs."""
    due = unit.db.scalars(
        select(Leg).where(Leg.state == State.RESOLVED, Leg.asked_at < unit.now - SILENCE).limit(100)
    ).all()
    for leg in due:
        cases.move(unit, leg, Move.LAPSE)
        outbox.notify(unit, leg, "closed")
    return len(due)


def _other_reviewer(unit: Unit, leg: Leg) -> None:
    """Keep the last officer from reviewing their own work: somebody else of the office, or the office above."""
    last, leg.assignee_id, leg.asked_at = leg.assignee_id, None, None
    excluded = {x.officer_id for x in leg.grievance.exclusions if x.officer_id}
    others = unit.db.scalar(
        select(Officer.id)
        .where(
            Officer.office_id == leg.office_id,
            Officer.disabled_at.is_(None),
            Officer.id.not_in({last, *excluded} - {None}),
        )
        .limit(1)
    )
    if others:
        leg.not_officer_id = last
        return
    jurisdiction = unit.jurisdiction(leg.grievance.jurisdiction)
    above = jurisdiction.offices[leg.office_id].parent
    barred = {x.office_id for x in leg.grievance.exclusions}
    never = jurisdiction.never(leg.topic)
    if above and above not in barred and not never & {above, jurisdiction.offices[above].vertical} and not leg.sealed:
        unit.record("escalated", leg=leg, from_office=leg.office_id, to_office=above)
        leg.office_id, leg.vertical = above, jurisdiction.offices[above].vertical
