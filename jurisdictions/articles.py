"""What a worker should know about a topic, with the figures in force on the day it is about."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jurisdictions.facts import Sourced, Text
from jurisdictions.values import Value
from language.calendars import show_date
from language.catalogue import N_, isolate, translate

FIGURES_OF = N_("These are the figures of {day}. Today it is:")
FIGURES_SINCE = N_("Some of these figures we know only from {day} on. About the time before, ask {whom}.")
MAY_HAVE_CHANGED = N_("This may have changed by now:")
TO_BE_SURE = N_("To be sure, ask {whom}.")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Article:
    """What a worker should know about a topic.

    `template` has a placeholder for each value of `drawn` and each telephone number of `numbers`. `whom`: who can be
    asked where a figure is unsure, `phone`: their number, if one is known.
    """

    topic: str
    title: Text
    template: Text
    law: tuple[Sourced, ...]
    reviewed: datetime.date
    drawn: Mapping[str, Value]
    numbers: Mapping[str, str]
    whom: Text
    phone: str | None

    def text_on(self, language: str, today: datetime.date, event: datetime.date | None = None) -> str:
        """The text with the figures in force on the day of the event, today where none is known.

        Lines at the end say what is different today, and which figures may not be the right ones.
        """
        day = event or today
        return "\n".join((self.filled(language, day), *self._remarks(language, today, day)))

    def filled(self, language: str, day: datetime.date) -> str:
        """The text alone, with the figures of a day and the telephone numbers."""

        def fill(at: re.Match[str]) -> str:
            value = self.drawn.get(at[1])
            return isolate(value.shown(value.nearest(day), language) if value else self.numbers[at[1]], language)

        return PLACEHOLDER.sub(fill, self.template.get(language))

    def _remarks(self, language: str, today: datetime.date, day: datetime.date) -> Iterator[str]:
        drawn = self.drawn.values()
        if changed := [value for value in drawn if value.nearest(day).amount != value.nearest(today).amount]:
            when = show_date(day, language, changed[0].country)
            yield translate(language, FIGURES_OF, day=when)
            yield from (_line(value, today, language) for value in changed)
        if unknown := [value for value in drawn if day < value.begins()]:
            newest = max(unknown, key=Value.begins)
            yield self._ask(language, FIGURES_SINCE, day=show_date(newest.begins(), language, newest.country))
        if doubtful := [value for value in drawn if value.ended(day) or value.doubtful(today)]:
            yield translate(language, MAY_HAVE_CHANGED)
            yield from (_line(value, day if value.ended(day) else today, language) for value in doubtful)
            yield self._ask(language, TO_BE_SURE)

    def _ask(self, language: str, message: str, **values: str) -> str:
        line = translate(language, message, whom=self.whom.get(language), **values)
        return f"{line} ☎ {isolate(self.phone, language)}" if self.phone else line


def _line(value: Value, day: datetime.date, language: str) -> str:
    """A value on a line of its own, so that Latin letters at its beginning turn nothing else around."""
    return f"• {value.name.get(language)}: {isolate(value.shown(value.nearest(day), language), language)}"
