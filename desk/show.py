"""What the pages show, put together in the officer's language: rows of the queue, the case, the forms' choices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desk import texts
from grievances import attachments, cases, routing
from grievances.cases import Case, Words
from grievances.core import Unit
from grievances.lifecycle import ORDERS, allowed
from grievances.models import Event, Leg, Officer
from grievances.names import QUESTION_NAMES, STATE_NAMES, TOPIC_NAMES
from grievances.phrases import PHRASES, placeholders
from jurisdictions import Jurisdiction
from language.calendars import show_date
from language.catalogue import direction, local_digits, translate


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the queue."""

    leg: str
    number: str
    topic: str
    office: str
    state: str
    state_name: str
    filed: str
    mine: bool
    sealed: bool


@dataclass(frozen=True, slots=True)
class Said:
    """Words on the case; free text keeps its own language and direction."""

    who: str
    when: str
    text: str
    language: str
    direction: str
    kind: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A catalogue text to send, shown in the officer's language, with the blanks to fill in."""

    id: str
    kind: str
    text: str
    blanks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything the case page shows."""

    row: Row
    version: int
    known_as: str
    name: str | None
    summary: tuple[tuple[str, str], ...]
    said: tuple[Said, ...]
    reason: str
    law: str
    history: tuple[tuple[str, str, str], ...]
    files: tuple[tuple[str, str, str], ...]
    siblings: tuple[Row, ...]
    moves: frozenset[str]
    orders: tuple[tuple[str, str], ...]
    phrases: tuple[Phrase, ...]
    offices: tuple[tuple[str, str], ...]
    erased: bool
    worked_here: bool


def when(at: datetime, here: Jurisdiction, language: str) -> str:
    """Day and time in the jurisdiction's zone and calendar."""
    local = at.astimezone(here.zone)
    return f"{show_date(local.date(), language, here.id)} {local_digits(f'{local:%H:%M}', language)}"


def row(unit: Unit, officer: Officer, leg: Leg) -> Row:
    here, language = unit.jurisdiction(leg.grievance.jurisdiction), officer.language
    return Row(
        leg=leg.id,
        number=leg.grievance.number,
        topic=translate(language, TOPIC_NAMES[leg.topic]),
        office=here.offices[leg.office_id].name.get(language),
        state=leg.state,
        state_name=translate(language, texts.STATES.get(leg.state, STATE_NAMES[leg.state])),
        filed=when(leg.filed_at, here, language),
        mine=leg.assignee_id == officer.id,
        sealed=leg.sealed,
    )


def case_page(unit: Unit, officer: Officer, case: Case) -> CasePage:
    leg, language = case.leg, officer.language
    here = unit.jurisdiction(case.grievance.jurisdiction)
    known_as = here.ways[case.grievance.known_as].name.get(language) if case.grievance.known_as in here.ways else ""
    reason = routing.reason(here, leg.topic, leg.route)
    return CasePage(
        row=row(unit, officer, leg),
        version=leg.version,
        known_as=known_as,
        name=case.name,
        summary=tuple(
            (_question(language, q), _answer(here, language, answer)) for q, answer in case.facts.items()
        ),
        said=tuple(_said(here, language, w) for w in case.words),
        reason=reason.get(language) if reason else "",
        law=_law(here, leg),
        history=tuple(_event(unit, here, language, e) for e in case.events),
        files=tuple(
            (a.id, attachments.name_of(unit, a), f"{a.type}, {local_digits(str(a.size // 1024 + 1), language)} kB")
            for a in case.attachments
        ),
        siblings=tuple(row(unit, officer, sibling) for sibling in case.siblings),
        moves=frozenset(allowed(leg.state)),
        orders=tuple((m.value, translate(language, texts.ORDERS[m])) for m in ORDERS),
        phrases=tuple(_phrase(language, p) for p in PHRASES),
        offices=tuple(
            (o.id, o.name.get(language)) for o in here.offices.values() if o.reach == "desk" and o.id != leg.office_id
        ),
        erased=case.erased,
        worked_here=leg.office_id == officer.office_id,
    )  # fmt: skip


def _law(here: Jurisdiction, leg: Leg) -> str:
    rules, index = here.routing.get(leg.topic, ()), leg.route.get("rule", -1)
    return rules[index].law if 0 <= index < len(rules) else ""


def _question(language: str, question: str) -> str:
    return translate(language, QUESTION_NAMES.get(question, question))


def _answer(here: Jurisdiction, language: str, answer: dict[str, Any]) -> str:
    """An answer's own words, with the place or kind of workplace it was understood as."""
    value = answer["value"]
    known = here.places.get(value) if isinstance(value, str) else None
    sector = here.sectors.get(value) if isinstance(value, str) else None
    if known:
        return known.names.get(language)
    if sector:
        return sector.names.get(language)
    return str(answer["text"]) or translate(language, texts.A_FILE)


def _said(here: Jurisdiction, language: str, words: Words) -> Said:
    text = words.text
    shown_in = words.language or language
    if words.phrase:
        text, shown_in = translate(language, PHRASES[words.phrase][1], **words.values), language
    who = translate(language, texts.WORKER if words.author == "worker" else texts.OFFICE)
    return Said(who, when(words.at, here, language), text or "", shown_in, direction(shown_in), words.kind)


def _event(unit: Unit, here: Jurisdiction, language: str, event: Event) -> tuple[str, str, str]:
    """(when, who, what) of the history; offices by name, people by role or login."""
    officer = unit.db.get(Officer, event.officer_id) if event.officer_id else None
    who = officer.name if officer else translate(language, texts.ACTORS[event.actor])
    what = translate(language, texts.EVENTS.get(event.kind, event.kind))
    if to := here.offices.get(event.data.get("to_office", "")):
        what = f"{what} → {to.name.get(language)}"
    return when(event.at, here, language), who, what


def _phrase(language: str, phrase: str) -> Phrase:
    kind, text = PHRASES[phrase]
    blanks = tuple((name, translate(language, texts.BLANKS[name])) for name in placeholders(phrase))
    shown = translate(language, text, **{name: f"[{label}]" for name, label in blanks})
    return Phrase(phrase, kind, shown, blanks)


def queue(unit: Unit, officer: Officer, states: list[str] | None, mine: bool, limit: int) -> list[Row]:
    return [row(unit, officer, leg) for leg in cases.queue(unit, officer, states=states, mine=mine, limit=limit)]
