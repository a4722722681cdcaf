"""What the case page shows of the law: which act it is, and the days by which the office has to have done what."""

from __future__ import annotations

from dataclasses import dataclass

from grievances.core import Unit
from grievances.lifecycle import OPEN
from grievances.models import Leg
from jurisdictions import Jurisdiction
from language.calendars import show_date
from language.catalogue import N_, translate

STAGES = {
    "acknowledge": N_("Confirmed by"),
    "first_action": N_("First step by"),
    "resolve": N_("Answered by"),
    "escalate": N_("May be taken higher from"),
}
ELSEWHERE = N_("not this, which is filed elsewhere")
ITSELF = N_("the legal filing itself")


@dataclass(frozen=True, slots=True)
class DueDay:
    """A published limit as a day, counted from filing. `late`: it has passed and the case is still open."""

    stage: str
    day: str
    law: str
    late: bool
    provisional: bool


def due_days(unit: Unit, here: Jurisdiction, leg: Leg, language: str) -> tuple[DueDay, ...]:
    """The due days of a leg in the order of the stages; none where no limit is published."""
    filed, today = leg.filed_at.astimezone(here.zone).date(), unit.today(here.id)
    place = leg.route.get("place")
    clock, around = here.clock_for(leg.vertical, leg.topic), here.lineage(place if place in here.places else None)
    return tuple(
        DueDay(
            stage=translate(language, STAGES[due.stage.id]),
            day=show_date(due.day, language, here.id),
            law=due.stage.law.get(language),
            late=due.day < today and leg.state in OPEN,
            provisional=due.provisional,
        )
        for due in clock.due(filed, here.working_days, around)
    )


def act(here: Jurisdiction, leg: Leg, language: str) -> str:
    """What the worker's step is called in law, and whether filing here was that step."""
    effect = here.effects[leg.topic].when(leg.vertical, leg.route.get("sector"))
    name = effect.act.name.get(language)
    if effect.here_is_filing:
        return f"{name} ({translate(language, ITSELF)})"
    return f"{name} ({translate(language, ELSEWHERE)})" if effect.door else name
