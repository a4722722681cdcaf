"""A confirmed draft becomes a grievance, exactly once: one number, a leg for each trouble at the office in charge."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import select

from grievances import drafts
from grievances.core import Unit
from grievances.errors import DraftIncomplete, WrongOffice
from grievances.models import Attachment, CaseText, Conversation, Draft, Grievance, Leg, Person
from grievances.routing import route
from jurisdictions import Office, Several
from language.reference import new_reference

FACTS = "facts"
WORDS = "case-text"
DETAILS = "details"
#: OWASP's first recommendation for argon2id (19 MiB, 2 passes), 2025
hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
CODE_DIGITS = 6
#: codes with their hashes, made and not yet used
_codes: deque[tuple[str, str]] = deque()
#: at most so many wait
SPARE_CODES = 8


@dataclass(frozen=True, slots=True)
class Filed:
    """`code` is None when the draft had been filed before: it is told only once."""

    grievance: Grievance
    code: str | None


def prepare() -> None:
    """Make a code in advance: hashing it takes longer than the rest of filing, and would hold the database's lock."""
    if len(_codes) < SPARE_CODES:
        _codes.append(_new_code())


def _new_code() -> tuple[str, str]:
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    return code, hasher.hash(code)


def draw_code() -> tuple[str, str]:
    """A new secret code and its hash; one that was prepared when there is."""
    try:
        return _codes.popleft()
    except IndexError:
        return _new_code()


def file(unit: Unit, draft: Draft) -> Filed:
    """File a complete, confirmed draft; filing it again returns the same grievance.

    Raises DraftIncomplete when a question is still open or the read-back was not confirmed.
    """
    before = unit.db.scalar(select(Grievance).where(Grievance.draft_id == draft.id))
    if before:
        return Filed(before, None)
    answers = drafts.read(unit, draft)
    open_question = drafts.next_question(unit, draft)
    if draft.state != "open" or open_question or answers.get("confirm", {}).get("value") != "yes":
        raise DraftIncomplete(f"draft cannot be filed: {open_question or draft.state} is open")
    conversation = unit.db.get_one(Conversation, draft.conversation_id)
    code, code_hash = draw_code()
    known_as = drafts.known_as(unit, draft)
    grievance = Grievance(
        number=_new_number(unit), code_hash=code_hash, filer_id=draft.person_id, concerned_id=draft.person_id,
        conversation_id=conversation.id, draft_id=draft.id, jurisdiction=draft.jurisdiction,
        language=conversation.language or "en", known_as=known_as, filed_at=unit.now,
    )  # fmt: skip
    unit.db.add(grievance)
    unit.db.flush()
    if known_as != "anonymous" and answers.get("name", {}).get("text"):
        _remember(unit, conversation.person, name=answers["name"]["text"])
    for topic in draft.topics:
        _add_leg(unit, grievance, draft, topic, answers)
    for topic in draft.topics:
        told = drafts.agreed(answers, topic)
        for further in unit.jurisdiction(draft.jurisdiction).several.get(topic, ()):
            if further.vertical in told and topic not in unit.jurisdiction(draft.jurisdiction).sealed:
                _add_further(unit, grievance, draft, topic, further, answers)
    files = [a for answer in answers.values() for a in answer["attachments"]]
    if files:
        for attachment in unit.db.scalars(select(Attachment).where(Attachment.id.in_(files))):
            attachment.grievance_id = grievance.id
    draft.state = "filed"
    draft.updated_at = unit.now
    unit.record("filed", grievance_id=grievance.id, actor="worker", known_as=known_as)
    unit.db.flush()
    return Filed(grievance, code)


def _new_number(unit: Unit) -> str:
    while True:
        number = new_reference(secrets.randbelow)
        if unit.db.scalar(select(Grievance.id).where(Grievance.number == number)) is None:
            return number


def _add_leg(unit: Unit, grievance: Grievance, draft: Draft, topic: str, answers: dict[str, dict[str, Any]]) -> Leg:
    """One trouble with its own facts only: what its own plan of questions asks, and the words that told of it."""
    jurisdiction = unit.jurisdiction(draft.jurisdiction)
    plan = jurisdiction.plan(topic)
    facts = {q: answers[q] for q in (*plan.ask, *plan.later) if q in answers}
    place, sector = _told(facts)
    where = route(jurisdiction, topic, place=place, sector=sector)
    leg = _new_leg(unit, grievance, topic, where.office, where.reference, facts)
    first = topic == draft.topics[0]
    story = answers.get(f"{drafts.STORY}:{topic}") or (answers.get(drafts.STORY) if first else None)
    if story and not leg.sealed:
        unit.db.add(
            CaseText(
                leg_id=leg.id, author="worker", kind="story", at=unit.now, language=grievance.language,
                body=unit.key(grievance.conversation.person).seal(
                    {"text": story["text"], "attachments": story["attachments"]}, WORDS
                ),
            )
        )  # fmt: skip
    return leg


def _add_further(
    unit: Unit, grievance: Grievance, draft: Draft, topic: str, further: Several, answers: dict[str, dict[str, Any]]
) -> Leg:
    """The leg of a further vertical that the worker agreed to: it carries what that vertical may see, and no story."""
    jurisdiction = unit.jurisdiction(draft.jurisdiction)
    place, sector = _told(answers)
    rule = jurisdiction.rule_for(topic, sector, place)
    office = jurisdiction.office_for(further.vertical, place)
    if rule.bars(office):
        raise WrongOffice(f"{office.id!r} must never receive {topic!r}")
    facts = {q: answers[q] for q in further.sees if q in answers}
    reference = {"place": place, "sector": sector, "further": further.vertical, "lead": further.lead}
    return _new_leg(unit, grievance, topic, office, reference, facts)


def _told(facts: Mapping[str, Mapping[str, Any]]) -> tuple[str | None, str | None]:
    """Place and kind of work as understood."""
    place, sector = (facts.get(q, {}).get("value") for q in ("place", "sector"))
    return place, sector


def _new_leg(
    unit: Unit, grievance: Grievance, topic: str, office: Office, reference: dict[str, Any],
    facts: dict[str, dict[str, Any]],
) -> Leg:  # fmt: skip
    ordinal = len(grievance.legs) + 1
    leg = Leg(
        grievance_id=grievance.id, ordinal=ordinal, topic=topic, vertical=office.vertical, office_id=office.id,
        state="filed", sealed=topic in unit.jurisdiction(grievance.jurisdiction).sealed, route=reference,
        facts=unit.key(grievance.conversation.person).seal(facts, FACTS), filed_at=unit.now, changed_at=unit.now,
    )  # fmt: skip
    grievance.legs.append(leg)
    unit.db.flush()
    unit.record("leg_filed", leg=leg, actor="worker", office=office.id, topic=topic)
    return leg


def _remember(unit: Unit, person: Person, **details: str) -> None:
    known = person_details(unit, person)
    person.details = unit.key(person).seal({**known, **details}, DETAILS)


def person_details(unit: Unit, person: Person) -> dict[str, str]:
    """{name, phone...} as far as told; Erased when the person was erased."""
    key = unit.key(person)
    return dict(key.open(person.details, DETAILS)) if person.details else {}
