"""Rows of the queue, and what every page shows: names, times, ages, in the officer's language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from desk import texts
from grievances import waiting
from grievances.core import Unit
from grievances.leading import working
from grievances.models import Leg, Officer
from grievances.names import STATE_NAMES, TOPIC_NAMES
from jurisdictions import Jurisdiction
from language.calendars import show_date
from language.catalogue import local_digits, translate, translate_count

#: marks that turn the reading direction: inside a line they close what should isolate them, `<bdi>` too
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def level(name: str) -> str:
    """A name as it can stand inside a line: it turns nothing that stands beside it."""
    return TURNING.sub("", name)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the queue. `age` and `rest`: how long ago it was filed and last moved, in words.

    `leader`: the office that leads where several work on the trouble, this leg's own if it `leads`; '' elsewhere.
    """

    leg: str
    number: str
    topic: str
    office: str
    state: str
    state_name: str
    filed: str
    age: str
    rest: str
    mine: bool
    sealed: bool
    leads: bool
    leader: str


def when(at: datetime, here: Jurisdiction, language: str) -> str:
    """Day and time in the jurisdiction's zone and calendar."""
    local = at.astimezone(here.zone)
    return f"{show_date(local.date(), language, here.id)} {local_digits(f'{local:%H:%M}', language)}"


def ago(unit: Unit, at: datetime, here: Jurisdiction, language: str) -> str:
    """How many days ago, by the jurisdiction's calendar: midnight counts, not 24 hours."""
    days = (unit.today(here.id) - at.astimezone(here.zone).date()).days
    if days <= 0:
        return translate(language, "today")
    return translate_count(language, "{count} day ago", "{count} days ago", days)


def row(unit: Unit, officer: Officer, leg: Leg) -> Row:
    here, language = unit.jurisdiction(leg.grievance.jurisdiction), officer.language
    first = next(iter(working(leg)), None)
    return Row(
        leg=leg.id,
        number=leg.grievance.number,
        topic=translate(language, TOPIC_NAMES[leg.topic]),
        office=here.offices[leg.office_id].name.get(language),
        state=leg.state,
        state_name=translate(language, texts.STATES.get(leg.state, STATE_NAMES[leg.state])),
        filed=when(leg.filed_at, here, language),
        age=ago(unit, leg.filed_at, here, language),
        rest=ago(unit, leg.changed_at, here, language),
        mine=leg.assignee_id == officer.id,
        sealed=leg.sealed,
        leads=first is leg,
        leader=here.offices[first.office_id].name.get(language) if first else "",
    )


def office(unit: Unit, officer: Officer) -> str:
    """The name of the officer's office, '' for who has none."""
    here = unit.core.jurisdictions.get(officer.jurisdiction)
    known = here.offices.get(officer.office_id or "") if here else None
    return known.name.get(officer.language) if known else ""


def jurisdiction(unit: Unit, officer: Officer, asked: str = "") -> Jurisdiction:
    """The one asked for, the officer's own where it is not served, any where theirs is not either."""
    served = unit.core.jurisdictions
    return served.get(asked) or served.get(officer.jurisdiction) or next(iter(served.values()))


def left_aside(unit: Unit, officer: Officer) -> int:
    """How many workers' messages wait for people, for those whom a whole jurisdiction concerns; nobody else's desk."""
    if officer.role not in ("nodal", "admin"):
        return 0
    return len(waiting.left_aside(unit, officer.jurisdiction))


def mark(leg: Leg) -> str:
    """Where the next page of the queue begins: after this leg. Read back by `place`."""
    return f"{leg.filed_at.isoformat()}_{leg.id}"


def place(mark: str) -> tuple[datetime, str] | None:
    """(filed_at, id) of a mark; None, so the first page, for anything else."""
    at, _, leg = mark.partition("_")
    try:
        filed = datetime.fromisoformat(at)
        return (filed.astimezone(UTC), str(UUID(leg))) if filed.tzinfo else None
    except (ValueError, OverflowError):
        return None
