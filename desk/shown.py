"""Cases as the desk API shows them: the pages' view of them, with codes and times for programs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from desk import show, view
from desk.api_schemas import AnswerOut, CaseOut, CaseRow, Choices, EventOut, FileOut, Named, PhraseOut, WordsOut
from desk.downloads import DAMAGED, safe_name
from grievances import attachments, cases
from grievances.cases import Case
from grievances.core import Unit
from grievances.models import Attachment, Leg, Officer
from grievances.names import TOPIC_NAMES
from grievances.phrases import PHRASES
from jurisdictions.topics import FAMILIES
from language.catalogue import translate

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def mark(leg: Leg) -> str:
    """Where the next page begins: after this leg. Read back by `place`."""
    return f"{(leg.filed_at - EPOCH) // MICROSECOND}_{leg.id}"


def place(mark: str) -> tuple[datetime, str]:
    """(filed_at, id) of a mark of the schema's pattern."""
    at, _, leg = mark.partition("_")
    return EPOCH + int(at) * MICROSECOND, leg


def row(unit: Unit, officer: Officer, leg: Leg) -> CaseRow:
    line = show.row(unit, officer, leg)
    return CaseRow(
        id=leg.id, number=line.number, version=leg.version, state=leg.state, state_name=line.state_name,
        topic=leg.topic, topic_name=line.topic, office=leg.office_id, office_name=line.office, filed_at=leg.filed_at,
        changed_at=leg.changed_at, mine=line.mine, sealed=line.sealed,
    )  # fmt: skip


def case(unit: Unit, officer: Officer, found: Case) -> CaseOut:
    page = view.case_page(unit, officer, found)
    words = [
        WordsOut.model_validate({
            "by": spoken.author, "at": spoken.at, "kind": spoken.kind, "language": said.language,
            "direction": said.direction, "text": said.text,
        })
        for spoken, said in zip(found.words, page.said)
    ]  # fmt: skip
    return CaseOut(
        **row(unit, officer, found.leg).model_dump(),
        known_as=found.grievance.known_as,
        name=found.name,
        answers=[AnswerOut(question=t.id, label=t.question, answer=t.answer, hidden=t.hidden) for t in page.summary],
        words=words,
        reason=page.reason,
        files=[_file(unit, file) for file in found.attachments],
        history=[_event(unit, event.at, event.kind, event.actor, event.officer_id) for event in found.events],
        others=[row(unit, officer, leg) for leg in found.siblings],
        moves=cases.officer_moves(unit, officer, found),
        erased=found.erased,
    )


def answer(unit: Unit, officer: Officer, found: Case, question: str) -> AnswerOut:
    """One answer, shown in full."""
    told = next(t for t in view.case_page(unit, officer, found, question).summary if t.id == question)
    return AnswerOut(question=told.id, label=told.question, answer=told.answer, hidden=told.hidden)


def choices(unit: Unit, officer: Officer) -> Choices:
    here = unit.core.jurisdictions.get(officer.jurisdiction)
    offices = [office for office in here.offices.values() if office.reach == "desk"] if here else []
    return Choices(
        offices=[Named(id=office.id, name=office.name.get(officer.language)) for office in offices],
        topics=[
            Named(id=topic, name=translate(officer.language, TOPIC_NAMES[topic]))
            for topics in FAMILIES.values()
            for topic in topics
        ],
        phrases=[PhraseOut.of(officer.language, phrase) for phrase in PHRASES],
    )


def _file(unit: Unit, file: Attachment) -> FileOut:
    kind = DAMAGED if file.damaged else file.type
    name = safe_name(attachments.name_of(unit, file), kind)
    return FileOut(id=file.id, name=name, type=file.type, bytes=file.size, damaged=file.damaged)


def _event(unit: Unit, at: datetime, kind: str, by: str, officer_id: str | None) -> EventOut:
    officer = unit.db.get(Officer, officer_id) if officer_id else None
    name = officer.name if officer else None
    return EventOut.model_validate({"at": at, "kind": kind, "by": by, "officer": name})
