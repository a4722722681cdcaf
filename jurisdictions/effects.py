"""What filing here is in law, what the worker must still do, where, and by which day: effects.yml.

The figures of limits are values (values/*.yml), with their source; a limit says which of them, counted from what.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from jurisdictions.facts import Sourced, Text
from jurisdictions.reading import Entry
from jurisdictions.topics import TOPICS
from jurisdictions.values import Value
from language.calendars import calendar_of, shift_months

#: units in which the law counts a worker's own time, and how many of the calendar's months they are
MONTHS = {"months": 1, "years": 12}
DAYS = {"days": 1, "weeks": 7}
#: takes away the door or the employer that the topic has otherwise
NONE = "none"
#: more limits than this nobody keeps in mind
MOST_LIMITS = 2


@dataclass(frozen=True, slots=True)
class Act:
    """What the worker's step is called in law, and what a message here is beside it."""

    id: str
    name: Text
    here: Text


@dataclass(frozen=True, slots=True)
class Door:
    """Where the act itself is done. `step`: what the worker does there; `learns`: who learns their name there."""

    id: str
    step: Text
    learns: Text
    sourced: Sourced


@dataclass(frozen=True, slots=True)
class Event:
    """From what a limit is counted. `questions`: those of the form whose answers tell its day, the best first."""

    id: str
    name: Text
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """The worker's last day for something. `what`: for what, with the law."""

    id: str
    what: Text
    event: Event
    length: Value


@dataclass(frozen=True, slots=True)
class Effect:
    """What filing a topic here is in law. `here_is_filing`: it is the legal act itself.

    `employer_first`: the law's first door is the employer, in words for the worker; we never deliver there unasked.
    """

    act: Act
    here_is_filing: bool
    door: Door | None
    limits: tuple[Limit, ...]
    employer_first: Text | None

    def told(self, language: str) -> str:
        """What the worker hears of it, but for the limits: what a message here is, and their own steps."""
        own = (self.door.step if self.door else None, self.employer_first, self.door.learns if self.door else None)
        return " ".join(text.get(language) for text in (self.act.here, *own) if text)


@dataclass(frozen=True, slots=True)
class Otherwise:
    """Another effect where a case goes to one of these verticals or comes from one of these kinds of workplace."""

    verticals: frozenset[str]
    sectors: frozenset[str]
    effect: Effect


@dataclass(frozen=True, slots=True)
class Effects:
    """The effect of a topic and what differs from it, the first that fits."""

    rule: Effect
    exceptions: tuple[Otherwise, ...]

    def all(self) -> tuple[Effect, ...]:
        return (self.rule, *(other.effect for other in self.exceptions))

    def when(self, vertical: str, sector: str | None) -> Effect:
        for other in self.exceptions:
            if vertical in other.verticals or sector in other.sectors:
                return other.effect
        return self.rule


def deadline(limit: Limit, event: datetime.date) -> datetime.date | None:
    """The last day, counted in the country's calendar from the day of the event, which itself does not count.

    None where no figure is known for a day so early, or it has ended without a successor.
    """
    figure = limit.length.on(event)
    if figure is None or isinstance(figure.amount, datetime.date):
        return None
    count, unit = int(figure.amount), limit.length.unit
    if unit in DAYS:
        return event + datetime.timedelta(days=count * DAYS[unit])
    return shift_months(event, count * MONTHS[unit], calendar_of(limit.length.country))


def effects(
    file: Entry, values: Mapping[str, Value], verticals: Collection[str], sectors: Collection[str],
    questions: Collection[str],
) -> dict[str, Effects]:  # fmt: skip
    """effects.yml: acts, doors, events, limits, first, topics; each of the 38 topics has its entry."""
    file.fields(("acts", "topics"), ("doors", "events", "limits", "first"))
    parts = _Parts(file, values, questions)
    file["topics"].fields(sorted(TOPICS))
    read = {}
    for topic, entry in file["topics"].entries():
        entry.fields(("act",), (*KEYS, "when"))
        rule = parts.effect(entry, None)
        others = []
        for item in entry["when"].items() if entry.has("when") else ():
            item.fields((), ("verticals", "sectors", "act", *KEYS))
            to = frozenset(item.several_of("verticals", verticals, "vertical"))
            kinds = frozenset(item.several_of("sectors", sectors, "sector"))
            if not to and not kinds:
                item.fault("names neither verticals nor sectors")
            others.append(Otherwise(to, kinds, parts.effect(item, rule)))
        read[topic] = Effects(rule, tuple(others))
    parts.refuse_unused()
    return read


KEYS = ("here_is_filing", "door", "limits", "employer_first")


class _Parts:
    """What topics refer to by id, and which of it they have used."""

    def __init__(self, file: Entry, values: Mapping[str, Value], questions: Collection[str]) -> None:
        self.file = file
        self.used: set[tuple[str, str]] = set()
        self.acts: dict[str, Act] = {}
        self.doors: dict[str, Door] = {}
        self.events: dict[str, Event] = {}
        self.limits: dict[str, Limit] = {}
        for id, entry in self._entries("acts"):
            entry.fields(("name", "here"))
            self.acts[id] = Act(id, entry["name"].text(), entry["here"].text())
        for id, entry in self._entries("doors"):
            sourced = entry.sourced("step", ("learns",))
            self.doors[id] = Door(id, entry["step"].text(), entry["learns"].text(), sourced)
        for id, entry in self._entries("events"):
            entry.fields(("name",), ("questions",))
            self.events[id] = Event(id, entry["name"].text(), entry.several_of("questions", questions, "question"))
        for id, entry in self._entries("limits"):
            self.limits[id] = self._limit(id, entry.fields(("what", "event", "value")), values)
        self.first = {id: entry.text() for id, entry in self._entries("first")}

    def effect(self, entry: Entry, rule: Effect | None) -> Effect:
        """An effect; what an exception does not name is as in the rule."""
        if rule is None:
            rule = Effect(self.acts[self._one(entry, "act", self.acts)], False, None, (), None)
        act = self.acts[self._one(entry, "act", self.acts)] if entry.has("act") else rule.act
        door = rule.door
        if entry.has("door"):
            door = self.doors.get(self._one(entry, "door", (NONE, *self.doors)))
        limits = rule.limits
        if entry.has("limits"):
            named = entry.several_of("limits", self.limits, "limit")
            if len(named) > MOST_LIMITS:
                entry["limits"].fault(f"{len(named)} limits; at most {MOST_LIMITS}")
            self.used |= {("limits", id) for id in named}
            limits = tuple(self.limits[id] for id in named)
        first = rule.employer_first
        if entry.has("employer_first"):
            first = self.first.get(self._one(entry, "employer_first", (NONE, *self.first), "first"))
        here = entry.flag("here_is_filing", rule.here_is_filing)
        if here and door:
            entry.fault("filing here is the legal filing, and yet there is another door for it")
        return replace(rule, act=act, here_is_filing=here, door=door, limits=limits, employer_first=first)

    def refuse_unused(self) -> None:
        used = self.used | {("events", limit.event.id) for limit in self.limits.values()}
        for part in ("acts", "doors", "events", "limits", "first"):
            for id, entry in self._entries(part):
                if (part, id) not in used:
                    entry.fault("no topic refers to it, so nobody would ever see it")

    def _limit(self, id: str, entry: Entry, values: Mapping[str, Value]) -> Limit:
        event = self.events[entry["event"].one_of(self.events, "event")]
        length = values[entry["value"].one_of(values, "value")]
        if length.unit not in {*DAYS, *MONTHS}:
            entry["value"].fault(f"{length.unit!r} is no unit of a worker's limit")
        return Limit(id, entry["what"].text(), event, length)

    def _one(self, entry: Entry, key: str, known: Collection[str], part: str = "") -> str:
        id = entry[key].one_of(known, key)
        self.used.add((part or f"{key}s", id))
        return id

    def _entries(self, part: str) -> Iterable[tuple[str, Entry]]:
        return self.file[part].entries() if self.file.has(part) else ()
