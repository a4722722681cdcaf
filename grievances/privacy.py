"""What a person is told about their data: the rights of their country, and how long the program really keeps what."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal

from grievances import review, sessions
from jurisdictions import Jurisdiction
from jurisdictions.figures import show
from jurisdictions.rights import TIME, Right
from language.calendars import show_date
from language.catalogue import N_, translate

#: what runs out by itself, and after how long: the very figures that the purges work with
RUNS_OUT: Mapping[str, timedelta] = {"session": sessions.LIFETIME, "review": review.KEPT}
WITHIN, ABOUT = N_("by law within {time}"), N_("by law in about {time}")
COMING = N_("The rules for this come into force on {day}; here you can do it today.")
SINCE = N_("In force since {day}.")
YOU_CAN, WE_KEEP = N_("You can:"), N_("What we keep, and how long:")


def told(here: Jurisdiction, language: str, today: datetime.date) -> str:
    """The law, the rights with how to use them, what is kept how long, and whom to complain to."""
    return "\n".join(_lines(here, language, today))


def _lines(here: Jurisdiction, language: str, today: datetime.date) -> Iterator[str]:
    rights = here.rights
    law = rights.law.value.get(language)
    if rights.since:
        day = show_date(rights.since, language, here.id)
        law = f"{law} {translate(language, COMING if rights.since > today else SINCE, day=day)}"
    yield law
    yield translate(language, YOU_CAN)
    for right in rights.rights.values():
        yield f"• {_right(here, right, language)}"
    yield translate(language, WE_KEEP)
    for kind, text in rights.kept.items():
        yield f"• {text.get(language).replace(TIME, _time(here, kind, language))}"
    yield rights.complain_to.get(language)


def _right(here: Jurisdiction, right: Right, language: str) -> str:
    line = f"{right.name.get(language)}: {right.how.get(language)}"
    if right.within is None:
        return line
    time = right.within.shown(language, here.id, here.currency)
    return f"{line} ({translate(language, ABOUT if right.within.about else WITHIN, time=time)})"


def _time(here: Jurisdiction, kind: str, language: str) -> str:
    """How long a kind is kept, in days; '' for what does not run out by itself."""
    kept = RUNS_OUT.get(kind)
    return show(Decimal(kept.days), "days", language, here.id, here.currency) if kept else ""
