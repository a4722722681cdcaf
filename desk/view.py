"""The case page, put together in the officer's language: answers, words, history, and what can be done now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from desk import texts
from desk.downloads import DAMAGED, safe_name
from desk.due import DueDay, act, due_days
from desk.glossary import Word, labels
from desk.show import Row, level, row, when
from grievances import attachments, cases, routing
from grievances.cases import Case, Words, works
from grievances.core import Unit
from grievances.lifecycle import ORDERS
from grievances.models import Attachment, Event, Leg, Officer
from grievances.names import FAMILY_NAMES, QUESTION_NAMES, TOPIC_NAMES
from grievances.phrases import PHRASES, placeholders
from jurisdictions import Jurisdiction
from jurisdictions.told import place_told, sector_told
from jurisdictions.topics import FAMILIES
from language.catalogue import direction, translate


@dataclass(frozen=True, slots=True)
class Told:
    """An answer of the worker's. `hidden`: an identity number of which only the end is shown."""

    id: str
    question: str
    answer: str
    hidden: bool


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
    """Everything the case page shows. `reviewed`: this officer's own decision is under review by another.

    `words`: what the country calls a grievance, an order, a transfer. `by_letter`: there is a letter to send.
    """

    row: Row
    version: int
    known_as: str
    name: str | None
    summary: tuple[Told, ...]
    said: tuple[Said, ...]
    reason: str
    law: str
    act: str
    due: tuple[DueDay, ...]
    history: tuple[tuple[str, str, str], ...]
    files: tuple[tuple[str, str, str], ...]
    siblings: tuple[Row, ...]
    moves: frozenset[str]
    orders: tuple[tuple[str, str], ...]
    phrases: tuple[Phrase, ...]
    offices: tuple[tuple[str, str], ...]
    topics: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    erased: bool
    worked_here: bool
    reviewed: bool
    words: Mapping[str, Word]
    by_letter: bool


def case_page(unit: Unit, officer: Officer, case: Case, revealed: str = "") -> CasePage:
    """The page; `revealed` is the question whose identity number is shown in full, after `cases.reveal`."""
    leg, language = case.leg, officer.language
    here = unit.jurisdiction(case.grievance.jurisdiction)
    reason = routing.reason(here, leg.topic, leg.route)
    barred = {exclusion.office_id for exclusion in case.grievance.exclusions} | {leg.office_id}
    barred |= here.never(leg.topic)
    return CasePage(
        row=row(unit, officer, leg),
        version=leg.version,
        known_as=known_as(here, case, language),
        name=level(case.name or "") or None,
        summary=summary(here, case, language, revealed),
        said=tuple(_said(here, language, words) for words in case.words),
        reason=reason.get(language) if reason else "",
        law=_law(here, leg) if language == LAW_LANGUAGE else "",
        act=act(here, leg, language),
        due=due_days(unit, here, leg, language),
        history=tuple(_history(unit, here, language, case.events)),
        files=files(unit, case, language),
        siblings=tuple(row(unit, officer, sibling) for sibling in case.siblings),
        moves=frozenset(cases.moves(officer, leg)),
        orders=tuple((m.value, translate(language, texts.ORDERS[m])) for m in ORDERS),
        phrases=tuple(_phrase(language, p) for p in PHRASES),
        offices=tuple(
            (o.id, o.name.get(language))
            for o in here.offices.values()
            if o.reach == "desk" and not barred & {o.id, o.vertical}
        ),
        topics=tuple(
            (translate(language, FAMILY_NAMES[family]), tuple((t, translate(language, TOPIC_NAMES[t])) for t in topics))
            for family, topics in FAMILIES.items()
        ),
        erased=case.erased,
        worked_here=works(unit, officer, leg),
        reviewed=leg.not_officer_id == officer.id,
        words=labels(here, language),
        by_letter=cases.by_letter(unit, officer, case),
    )


def known_as(here: Jurisdiction, case: Case, language: str) -> str:
    """The way of being known that the worker chose."""
    way = here.ways.get(case.grievance.known_as)
    return way.name.get(language) if way else ""


def summary(here: Jurisdiction, case: Case, language: str, revealed: str = "") -> tuple[Told, ...]:
    """The answers of the case; of identity numbers the end alone, but for the one that is `revealed`."""
    return tuple(_told(here, case.leg, language, q, a, q == revealed) for q, a in case.facts.items())


def files(unit: Unit, case: Case, language: str) -> tuple[tuple[str, str, str], ...]:
    """(id, the name it is saved under, what it is and how large) of each file."""
    return tuple(_file(unit, language, file) for file in case.attachments)


#: the citations of routing.yml are in English only: no other page shows them
LAW_LANGUAGE = "en"


def _law(here: Jurisdiction, leg: Leg) -> str:
    rule = routing.rule_of(here, leg.topic, leg.route)
    return rule.law if rule else ""


def _told(
    here: Jurisdiction, leg: Leg, language: str, question: str, answer: dict[str, Any], revealed: bool
) -> Told:
    label = translate(language, QUESTION_NAMES.get(question, question))
    shown = _answer(here, leg, language, answer)
    known = here.questions.get(question)
    secret = _masked(shown) if known and known.kind == "identifier" and known.entity else shown
    hidden = secret != shown and not revealed
    return Told(question, label, secret if hidden else shown, hidden)


def _masked(text: str) -> str:
    """All digits but the last four are dots."""
    ends = [match.start() for match in re.finditer(r"\d", text)][-4:]
    return "".join("•" if c.isdecimal() and i not in ends else c for i, c in enumerate(text))


def _answer(here: Jurisdiction, leg: Leg, language: str, answer: dict[str, Any]) -> str:
    """An answer's own words, with the place or kind of workplace it was understood as."""
    value, text = answer["value"], str(answer["text"])
    if isinstance(value, str) and value in here.places:
        return place_told(here, value, text, language)
    if isinstance(value, str) and here.sector(value):
        place = leg.route.get("place")
        return sector_told(here, [leg.topic], place if place in here.places else None, value, text, language)
    return text or translate(language, texts.A_FILE)


def _file(unit: Unit, language: str, file: Attachment) -> tuple[str, str, str]:
    kind = translate(language, texts.FILE_KINDS.get(file.type.partition("/")[0], texts.A_FILE))
    details = [kind, translate(language, "{count} kB", count=file.size // 1024 + 1)]
    if file.damaged:
        details.append(translate(language, texts.DAMAGED))
    saved_as = safe_name(attachments.name_of(unit, file), DAMAGED if file.damaged else file.type)
    return file.id, saved_as, ", ".join(details)


def _said(here: Jurisdiction, language: str, words: Words) -> Said:
    text, shown_in = words.text, words.language or language
    if words.phrase:
        text, shown_in = translate(language, PHRASES[words.phrase][1], **words.values), language
    author = texts.WORKER if words.author == "worker" else texts.OFFICE
    who, at = translate(language, author), when(words.at, here, language)
    return Said(who, at, text or "", shown_in, direction(shown_in), words.kind)


def _history(
    unit: Unit, here: Jurisdiction, language: str, events: tuple[Event, ...]
) -> Iterator[tuple[str, str, str]]:
    """(when, who, what): officers by name, offices by name. Opening a case again and again is one line."""
    last: Event | None = None
    for event in events:
        if last and event.kind == last.kind == "read" and event.officer_id == last.officer_id:
            continue
        last = event
        officer = unit.db.get(Officer, event.officer_id) if event.officer_id else None
        who = level(officer.name) if officer else translate(language, texts.ACTORS[event.actor])
        to = here.offices.get(event.data.get("to_office", ""))
        office = to.name.get(language) if to else "…"
        topic = translate(language, TOPIC_NAMES.get(event.data.get("to_topic", ""), "…"))
        what = translate(language, texts.EVENTS.get(event.kind, texts.OTHER_EVENT), office=office, topic=topic)
        yield when(event.at, here, language), who, what


def _phrase(language: str, phrase: str) -> Phrase:
    kind, text = PHRASES[phrase]
    blanks = tuple((name, translate(language, texts.BLANKS[name])) for name in placeholders(phrase))
    shown = translate(language, text, **{name: f"[{label}]" for name, label in blanks})
    return Phrase(phrase, kind, shown, blanks)
