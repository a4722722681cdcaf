"""The officer's side. Every read and every step starts from `visible_to`: what an officer may not see is not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, union_all
from sqlalchemy.orm import contains_eager

from grievances import learning, outbox
from grievances.core import Unit
from grievances.errors import Erased, NotAllowed, NotFound, StaleLeg, WrongOffice
from grievances.filing import FACTS, WORDS, person_details
from grievances.lifecycle import ORDERS, Move, State, allowed, step
from grievances.models import Attachment, CaseText, Event, Exclusion, Grievance, Leg, Officer
from grievances.phrases import PHRASES

#: the steps that are an officer's
OFFICERS = frozenset({Move.TAKE, Move.REPLY, Move.ASK, Move.RESOLVE, Move.TRANSFER, *ORDERS})
#: what the officer whose decision is disputed or appealed must leave to another
DECISIONS = frozenset({Move.TAKE, Move.RESOLVE, *ORDERS})


@dataclass(frozen=True, slots=True)
class Words:
    """Something said on a leg. `text` is free text as written; else `phrase` and `values` name a catalogue text."""

    id: int
    author: str
    kind: str
    at: datetime
    language: str | None
    text: str | None
    phrase: str | None
    values: dict[str, str]
    officer_id: str | None
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One leg as its officer sees it. `facts`: question id -> answer; `erased`: the worker's data are gone."""

    leg: Leg
    grievance: Grievance
    facts: dict[str, dict[str, Any]]
    words: tuple[Words, ...]
    events: tuple[Event, ...]
    attachments: tuple[Attachment, ...]
    name: str | None
    erased: bool
    siblings: tuple[Leg, ...]


def visible_to(officer: Officer) -> ColumnElement[bool]:
    """The one rule of sight, for every query over Leg joined with Grievance.

    An officer sees their own office's legs; a nodal officer the legs of their jurisdiction; an administrator none.
    Nobody sees a grievance they or their office are excluded from. A sealed leg is seen only at its own office and,
    once one officer has taken it, by that officer alone.
    """
    barred: ColumnElement[bool] = Exclusion.officer_id == officer.id
    if officer.office_id is not None:
        barred = or_(barred, Exclusion.office_id == officer.office_id)
    excluded = exists().where(Exclusion.grievance_id == Leg.grievance_id, barred)
    own_office = Leg.office_id == officer.office_id
    sealed_for_me = and_(own_office, or_(Leg.assignee_id.is_(None), Leg.assignee_id == officer.id))
    if officer.role == "officer":
        reach: ColumnElement[bool] = and_(own_office, or_(Leg.sealed.is_(False), sealed_for_me))
    elif officer.role == "nodal":
        reach = Leg.sealed.is_(False)
    else:
        reach = Leg.id.is_(None)
    in_jurisdiction = Grievance.jurisdiction == officer.jurisdiction
    return and_(in_jurisdiction, reach, ~excluded)


def _legs(officer: Officer) -> Select[Leg]:
    return select(Leg).join(Grievance).options(contains_eager(Leg.grievance)).where(visible_to(officer))


def queue(
    unit: Unit, officer: Officer, *, states: Sequence[str] | None = None, mine: bool = False,
    after: tuple[datetime, str] | None = None, limit: int = 50,
) -> list[Leg]:  # fmt: skip
    """The legs an officer may see, oldest first; `after` is (filed_at, id) of the last one of the page before.

    The oldest of each state are found by an index and put together: however many there are, a page's worth is sorted.
    """
    one = select(Leg.id).join(Grievance).where(visible_to(officer))
    if mine:
        one = one.where(Leg.assignee_id == officer.id)
    if after:
        filed, leg_id = after
        one = one.where(Leg.filed_at >= filed, or_(Leg.filed_at > filed, Leg.id > leg_id))
    one = one.order_by(Leg.filed_at, Leg.id).limit(limit)
    chosen = tuple(State) if states is None else states
    oldest = union_all(*(select(one.where(Leg.state == state).subquery()) for state in chosen))
    # with the other legs of each grievance, for who leads
    whole = contains_eager(Leg.grievance).selectinload(Grievance.legs)
    page = select(Leg).join(Grievance).options(whole).where(Leg.id.in_(oldest))
    return list(unit.db.scalars(page.order_by(Leg.filed_at, Leg.id).limit(limit)))


def get_leg(unit: Unit, officer: Officer, leg_id: str) -> Leg:
    """The leg, or NotFound - whether it does not exist or must not be seen."""
    leg = unit.db.scalar(_legs(officer).where(Leg.id == leg_id))
    if leg is None:
        raise NotFound("no such case")
    return leg


def by_number(unit: Unit, officer: Officer, number: str) -> list[Leg]:
    return list(unit.db.scalars(_legs(officer).where(Grievance.number == number).order_by(Leg.ordinal)))


def read(unit: Unit, officer: Officer, leg_id: str) -> Case:
    """Everything of one leg; of its siblings only which exist that the officer may see, and which office leads.

    Reading is recorded: the worker can ask who looked.
    """
    leg = get_leg(unit, officer, leg_id)
    unit.record("read", leg=leg, officer=officer)
    unit.db.flush()
    grievance = leg.grievance
    try:
        key = unit.key(grievance.concerned)
        facts: dict[str, dict[str, Any]] = key.open(leg.facts, FACTS)
        words = tuple(_words(unit, row) for row in _texts(unit, leg))
        name = None if grievance.known_as == "anonymous" else person_details(unit, grievance.concerned).get("name")
        erased = False
    except Erased:
        facts, words, name, erased = {}, (), None, True
    events = unit.db.scalars(select(Event).where(Event.leg_id == leg.id).order_by(Event.id))
    named_here = {a for answer in facts.values() for a in answer["attachments"]}
    named_here |= {a for text in words for a in text.attachments}
    files = unit.db.scalars(select(Attachment).where(Attachment.id.in_(named_here))) if named_here else ()
    siblings = unit.db.scalars(
        _legs(officer).where(Leg.grievance_id == grievance.id, Leg.id != leg.id).order_by(Leg.ordinal)
    )
    return Case(
        leg, grievance, facts, words, tuple(events), tuple(files), name, erased, tuple(siblings)
    )  # fmt: skip


def _texts(unit: Unit, leg: Leg) -> Sequence[CaseText]:
    return unit.db.scalars(select(CaseText).where(CaseText.leg_id == leg.id).order_by(CaseText.id)).all()


def _words(unit: Unit, row: CaseText) -> Words:
    leg = unit.db.get_one(Leg, row.leg_id)
    body = unit.key(leg.grievance.concerned).open(row.body, WORDS)
    return Words(
        row.id, row.author, row.kind, row.at, row.language, body.get("text"), body.get("phrase"),
        body.get("values", {}), row.officer_id, tuple(body.get("attachments", ())),
    )  # fmt: skip


def words_of(unit: Unit, text_id: int) -> Words:
    """One text by id, for the notice that carries it."""
    return _words(unit, unit.db.get_one(CaseText, text_id))


def say(
    unit: Unit, leg: Leg, *, author: str, kind: str, officer: Officer | None = None, text: str | None = None,
    phrase: str | None = None, values: dict[str, str] | None = None, language: str | None = None,
    message_id: int | None = None, attachments: Sequence[str] = (),
) -> CaseText:  # fmt: skip
    """Add words to a leg: free text with files, or a catalogue phrase with its values."""
    if phrase is not None and phrase not in PHRASES:
        raise NotFound(f"no phrase {phrase!r}")
    body: dict[str, Any] = {"phrase": phrase, "values": values or {}}
    if phrase is None:
        body = {"text": text, "attachments": list(attachments)}
    row = CaseText(
        leg_id=leg.id, author=author, kind=kind, officer_id=officer.id if officer else None, language=language,
        body=unit.key(leg.grievance.concerned).seal(body, WORDS), message_id=message_id, at=unit.now,
    )  # fmt: skip
    unit.db.add(row)
    unit.db.flush()
    return row


def move(
    unit: Unit, leg: Leg, how: Move, *, officer: Officer | None = None, actor: str = "system", **data: Any
) -> None:
    """Make one step of the life cycle and record it; NotAllowed leaves everything as it was."""
    before = leg.state
    leg.state = step(leg.state, how)
    leg.changed_at = unit.now
    unit.record(how.value, leg=leg, officer=officer, actor=actor, before=before, after=leg.state, **data)


def expect(leg: Leg, version: int | None) -> None:
    """StaleLeg when somebody changed the leg since the officer's page was made."""
    if version is not None and leg.version != version:
        raise StaleLeg("this case was changed by somebody else meanwhile")


def moves(officer: Officer, leg: Leg) -> list[str]:
    """What this officer can do with a leg they work: after a "no" or an appeal another one decides."""
    possible = allowed(leg.state)
    return [m for m in possible if m not in DECISIONS] if leg.not_officer_id == officer.id else possible


def officer_moves(unit: Unit, officer: Officer, case: Case) -> list[str]:
    """What this officer can do with a case now: nothing when another office works it or the worker's data are gone."""
    if case.erased or not works(unit, officer, case.leg):
        return []
    return [move for move in moves(officer, case.leg) if move in OFFICERS]


def take(unit: Unit, officer: Officer, leg_id: str, version: int | None = None) -> Leg:
    """Take a case on; it is the officer's from now."""
    leg = _writable(unit, officer, leg_id, version, Move.TAKE)
    move(unit, leg, Move.TAKE, officer=officer)
    leg.assignee_id = officer.id
    outbox.notify(unit, leg, "taken")
    return leg


def reply(
    unit: Unit, officer: Officer, leg_id: str, *, text: str | None = None, phrase: str | None = None,
    values: dict[str, str] | None = None, question: bool = False, version: int | None = None,
    language: str | None = None,
) -> Leg:  # fmt: skip
    """Write to the worker; with `question` the case waits for their answer. Free text goes out as written, marked with
    `language`, the officer's own if not given."""
    how = Move.ASK if question else Move.REPLY
    leg = _writable(unit, officer, leg_id, version, how)
    move(unit, leg, how, officer=officer)
    if leg.not_officer_id != officer.id:
        leg.assignee_id = leg.assignee_id or officer.id
    kind = "question" if question else "reply"
    words = say(
        unit, leg, author="officer", kind=kind, officer=officer, text=text, phrase=phrase, values=values,
        language=language or officer.language,
    )  # fmt: skip
    outbox.notify(unit, leg, kind, words)
    return leg


def transfer(
    unit: Unit, officer: Officer, leg_id: str, office_id: str, version: int | None = None, topic: str | None = None
) -> Leg:
    """Hand the case to another office of the jurisdiction; an excluded office cannot be chosen.

    `topic` is what the case is really about, when it was taken for something else. A case that turns out to be of a
    sealed topic is sealed from then on, and goes only to an office in charge of it (else WrongOffice).
    """
    leg = _writable(unit, officer, leg_id, version, Move.TRANSFER)
    here = unit.jurisdiction(leg.grievance.jurisdiction)
    office = here.offices.get(office_id)
    barred = {x.office_id for x in leg.grievance.exclusions}
    if office is None or office_id in barred or office_id == leg.office_id or topic not in (None, *here.routing):
        raise NotFound("no such office or topic to transfer to")
    if here.never(topic or leg.topic) & {office.id, office.vertical}:
        raise WrongOffice("this office must never receive that topic")
    if topic in here.sealed and not any(
        office.vertical in (rule.vertical, rule.fallback) for rule in here.routing[topic]
    ):
        raise WrongOffice("this office is not in charge of that sealed topic")
    move(unit, leg, Move.TRANSFER, officer=officer, from_office=leg.office_id, to_office=office_id)
    leg.office_id, leg.vertical, leg.assignee_id = office.id, office.vertical, None
    if topic and topic != leg.topic:
        _correct_topic(unit, officer, leg, topic)
    outbox.notify(unit, leg, "transferred")
    return leg


def _correct_topic(unit: Unit, officer: Officer, leg: Leg, topic: str) -> None:
    before, leg.topic = leg.topic, topic
    unit.record("topic_changed", leg=leg, officer=officer, from_topic=before, to_topic=topic)
    leg.sealed = leg.sealed or topic in unit.jurisdiction(leg.grievance.jurisdiction).sealed
    leg.route = {}  # an officer chose the way: no rule of the routing tells why
    unit.db.flush()
    learning.rerouted(unit, leg, before)


def resolve(
    unit: Unit, officer: Officer, leg_id: str, *, text: str | None = None, phrase: str | None = None,
    values: dict[str, str] | None = None, version: int | None = None, language: str | None = None,
) -> Leg:  # fmt: skip
    """Say that it is solved. The worker is asked; only their yes, or long silence, ends it.

    Who decides is the one that must not review it: after a "no" they get NotAllowed.
    """
    leg = _writable(unit, officer, leg_id, version, Move.RESOLVE)
    move(unit, leg, Move.RESOLVE, officer=officer)
    leg.assignee_id, leg.asked_at = officer.id, None
    words = say(
        unit, leg, author="officer", kind="order", officer=officer, text=text, phrase=phrase, values=values,
        language=language or officer.language,
    )  # fmt: skip
    outbox.notify(unit, leg, "resolved", words)
    return leg


def end(
    unit: Unit, officer: Officer, leg_id: str, how: Move, *, text: str | None = None, phrase: str | None = None,
    values: dict[str, str] | None = None, version: int | None = None, language: str | None = None,
) -> Leg:  # fmt: skip
    """End with a reasoned order: not upheld, partly upheld, before a court, unreachable. The worker can appeal."""
    if how not in ORDERS or not (text or phrase):
        raise ValueError("an order needs one of the four ends and its reason")
    leg = _writable(unit, officer, leg_id, version, how)
    move(unit, leg, how, officer=officer)
    leg.assignee_id = officer.id
    words = say(
        unit, leg, author="officer", kind="order", officer=officer, text=text, phrase=phrase, values=values,
        language=language or officer.language,
    )  # fmt: skip
    outbox.notify(unit, leg, "ended", words)
    return leg


def exclude(unit: Unit, grievance: Grievance, *, office_id: str | None = None, officer_id: str | None = None) -> None:
    """Put the accused office or officer on the list: from now on the case is not there for them."""
    unit.db.add(Exclusion(grievance_id=grievance.id, office_id=office_id, officer_id=officer_id))
    unit.record("excluded", grievance_id=grievance.id, office=office_id, excluded_officer=officer_id)
    unit.db.flush()


def attachment(unit: Unit, officer: Officer, leg_id: str, attachment_id: str) -> Attachment:
    """A file of a case the officer may see; NotFound otherwise."""
    case = read(unit, officer, leg_id)
    for file in case.attachments:
        if file.id == attachment_id:
            unit.record("file_read", leg=case.leg, officer=officer, attachment=attachment_id)
            return file
    raise NotFound("no such file")


def reveal(unit: Unit, officer: Officer, leg_id: str, question: str) -> Case:
    """The case, for reading an identity number of it in full, which is recorded. NotFound without such an answer."""
    case = read(unit, officer, leg_id)
    if question not in case.facts:
        raise NotFound("no such answer")
    unit.record("number_read", leg=case.leg, officer=officer, question=question)
    return case


def letter(unit: Unit, officer: Officer, leg_id: str) -> Case:
    """The case, for the letter to an office that is not on the desk, which is recorded. NotFound where none is sent."""
    case = read(unit, officer, leg_id)
    if not by_letter(unit, officer, case):
        raise NotFound("no letter for this case")
    unit.record("letter_read", leg=case.leg, officer=officer)
    return case


def by_letter(unit: Unit, officer: Officer, case: Case) -> bool:
    """Whether this officer hands the case over by letter. A sealed one never: paper passes through many hands."""
    here = unit.jurisdiction(case.grievance.jurisdiction)
    sent = here.letter is not None and here.offices[case.leg.office_id].reach == "letter"
    return sent and works(unit, officer, case.leg) and not (case.leg.sealed or case.erased)


def works(unit: Unit, officer: Officer, leg: Leg) -> bool:
    """Whether an officer works a leg they can see: its own office does; where that is not on the desk (it is reached
    by letter, or the worker goes there), the nodal officer acts for it."""
    if leg.office_id == officer.office_id:
        return True
    office = unit.jurisdiction(leg.grievance.jurisdiction).offices[leg.office_id]
    return officer.role == "nodal" and office.reach != "desk"


def _writable(unit: Unit, officer: Officer, leg_id: str, version: int | None, how: Move) -> Leg:
    """A leg this officer may now move so: see `works`.

    On PostgreSQL the row is locked, so that of two who press at once the second meets StaleLeg.
    """
    visible = _legs(officer).where(Leg.id == leg_id).with_for_update(of=Leg)
    leg = unit.db.scalar(visible.execution_options(populate_existing=True))
    if leg is None or not works(unit, officer, leg):
        raise NotFound("no such case, or another office works it")
    expect(leg, version)
    if how not in moves(officer, leg):
        raise NotAllowed(leg.state, how, moves(officer, leg))
    return leg
