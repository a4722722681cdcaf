"""The honest promise: what filing here is, what the worker must do themselves, where, by which day, and what the
office's own limits are. Words come from the jurisdiction's data; nothing is promised that is published nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.lists import format_list

from grievances.routing import Route
from jurisdictions import Effect, Jurisdiction, Limit, deadline
from language.calendars import show_date
from language.catalogue import N_, isolate, translate, translate_count

REACHED = {
    "desk": N_("It goes from here to this office."),
    "letter": N_("We hand it over to this office by letter."),
    "self": N_("This office takes nothing from here: you file it there yourself."),
}
#: of an office that takes a case from the worker alone
ONLY_FROM_YOU = N_(
    "This office takes it only from you: please file it there yourself. We keep your note and the number."
)
THERE = N_("Where: {contact}")
SEEN = N_("The officer who looks after the cases here sees your note too and can write to you.")
LAST_DAY = N_("• {what}: {day} is the last day ({length} from {event}).")
WITHIN = N_("• {what}: within {length} from {event}.")
OVER = N_(
    "• {what}: by our count the last day was {day} ({length} from {event}). With a good reason it may still be taken: "
    "ask {whom} at once."
)
PARTLY = N_(
    "• {what}: within {length} from {event}. For what lies furthest back it may be over by now: do not wait, "
    "ask {whom}."
)
ONLY_SINCE = N_(
    "• {what}: we know this limit only for what happened from {day} on. Ask {whom} soon which one counts for you."
)
CLOSED = N_("Offices are closed that day: go by {day}.")
NO_LIMIT = N_("We know of no last day for this, but do not wait long; ask {whom}.")
MAY_MOVE = N_("That day may move a little: a holiday on the way to it is not fixed yet.")
BY = {
    "acknowledge": N_("The office should confirm it by {day} ({law})."),
    "first_action": N_("The office should take its first step by {day} ({law})."),
    "resolve": N_("The office should answer by {day} ({law})."),
    "escalate": N_("If nothing has come by {day}, tell us here: it can go higher ({law})."),
}
AT_DOOR = {
    "forward": N_("Once you have filed there yourself, they have {length} to pass it on ({law})."),
    "decide": N_("Once you have filed there yourself, they have {length} to decide ({law})."),
}
NO_CLOCK = N_("How long this office may take is published nowhere, so we promise no day.")
#: from so few days on they are counted aloud
FEW = 14


@dataclass(frozen=True, slots=True)
class Promise:
    """What can be said of one trouble. `answers` are the draft's, by question."""

    here: Jurisdiction
    language: str
    today: date
    topic: str
    route: Route
    answers: Mapping[str, Mapping[str, Any]]

    @property
    def effect(self) -> Effect:
        return self.here.effect(self.topic, self.route.reference["sector"], self.route.reference["place"])

    def before(self) -> Iterator[str]:
        """For the read-back: what this is, what else is to be done and by when, and who learns the name."""
        effect = self.effect
        yield translate(self.language, REACHED[self.route.office.reach])
        yield effect.act.here.get(self.language)
        yield from self.own_steps()
        if effect.employer_first:
            yield effect.employer_first.get(self.language)
        if effect.door:
            yield effect.door.learns.get(self.language)

    def kept(self) -> Iterator[str]:
        """For the message with the number, where the office takes nothing from here: that it has not got the case."""
        office = self.route.office
        if office.reach != "self":
            return
        yield self._say(ONLY_FROM_YOU)
        if contact := self.here.contact_of(office):
            where = contact[1].value.get(self.language)
            steps = " ".join(self.own_steps())
            if where.removeprefix("https://") not in steps:
                yield self._say(THERE, contact=where)
        if self.topic not in self.here.sealed:
            yield self._say(SEEN)

    def after(self) -> Iterator[str]:
        """For the message with the number: the worker's own steps again, and the office's days."""
        if not self.effect.here_is_filing:
            yield self.effect.act.here.get(self.language)
        yield from self.own_steps()
        yield from self.office_days()

    def own_steps(self) -> Iterator[str]:
        """Where the worker must go themselves, and the last days for it."""
        effect = self.effect
        if effect.door:
            yield effect.door.step.get(self.language)
        for limit in effect.limits:
            yield " ".join(self._limit(limit))
        if effect.door and not effect.limits:
            yield self._say(NO_LIMIT, whom=self._whom())

    def office_days(self) -> Iterator[str]:
        """The office's published limits as days; those that begin at the legal door, if there is one, as lengths."""
        clock = self.here.clock_for(self.route.vertical, self.topic)
        around = self.here.lineage(self.route.reference["place"])
        due = clock.due(self.today, self.here.working_days, around)
        at_door = clock.at_door() if self.effect.door else ()
        for one in due:
            yield self._say(BY[one.stage.id], day=self._day(one.day), law=one.stage.law.get(self.language))
            if one.provisional:
                yield self._say(MAY_MOVE)
        for stage in at_door:
            length = stage.length.shown(stage.length.nearest(self.today), self.language)
            yield self._say(AT_DOOR[stage.id], length=length, law=stage.law.get(self.language))
        if not due and not at_door:
            yield self._say(NO_CLOCK)

    def _limit(self, limit: Limit) -> Iterator[str]:
        event = event_day(limit, self.answers)
        length = limit.length.shown(limit.length.nearest(event or self.today), self.language)
        told = {"what": limit.what.get(self.language), "event": limit.event.name.get(self.language), "length": length}
        if event is None:
            yield self._say(WITHIN, **told)
            return
        last = deadline(limit, event)
        if last is None:
            yield self._say(ONLY_SINCE, what=told["what"], day=self._day(limit.length.begins()), whom=self._whom())
        elif last < self.today and self._goes_on(limit):
            yield self._say(PARTLY, **told, whom=self._whom())
        elif last < self.today:
            yield self._say(OVER, **told, day=self._day(last), whom=self._whom())
        else:
            yield self._say(LAST_DAY, **told, day=self._day(last))
            yield from self._nearer(last)

    def _goes_on(self, limit: Limit) -> bool:
        """Whether the limit has only run out for the beginning of what was told, not for its end."""
        ended = event_day(limit, self.answers, "to")
        last = deadline(limit, min(ended, self.today)) if ended else None
        return last is not None and last >= self.today

    def _nearer(self, last: date) -> Iterator[str]:
        """What makes a last day nearer than it looks: offices that are closed on it, few days left."""
        around = self.here.lineage(self.route.reference["place"])
        open_day = self.here.working_days.on_or_before(last, around)
        if self.today <= open_day.day < last:
            yield self._say(CLOSED, day=self._day(open_day.day))
        elif open_day.provisional:
            yield self._say(MAY_MOVE)
        left = (last - self.today).days
        if left <= FEW:
            yield translate_count(self.language, "Only {count} day is left.", "Only {count} days are left.", left)

    def _whom(self) -> str:
        """Who can be asked: the body by name, and a verified line by its own, for it need not be the body's."""
        name = self.here.verticals[self.route.vertical].name.get(self.language)
        lines = self.here.helplines_for(self.topic, self.route.reference["place"])
        line = next((line for line in lines if not line.emergency), None)
        if line is None:
            return name
        called = line.name.get(self.language)
        number = f"{called} ☎ {isolate(line.number, self.language)}"
        return number if called == name else format_list([name, number], style="or", locale=self.language)

    def _day(self, day: date) -> str:
        return show_date(day, self.language, self.here.id)

    def _say(self, message: str, **values: str) -> str:
        return translate(self.language, message, **values)


def event_day(limit: Limit, answers: Mapping[str, Mapping[str, Any]], end: str = "from") -> date | None:
    """The day a limit is counted from, as far as the answers tell it; of a period its first, so that none is late.

    `end`: "to" for the last day of the period instead.
    """
    for question in limit.event.questions:
        value = answers.get(question, {}).get("value")
        if isinstance(value, Mapping) and end in value:
            return date.fromisoformat(value[end])
    return None
