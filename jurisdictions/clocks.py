"""How long an office may take, by published limits: clocks.yml. Where none is published there is no clock."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from jurisdictions.calendar import WorkingDays
from jurisdictions.effects import DAYS, MONTHS
from jurisdictions.facts import Text
from jurisdictions.reading import Entry
from jurisdictions.topics import TOPICS
from jurisdictions.values import Value
from language.calendars import calendar_of, shift_months

#: counted from filing here
HERE = ("acknowledge", "first_action", "resolve", "escalate")
#: counted from the worker's own step at the legal door: passing it on, deciding it
AT_DOOR = ("forward", "decide")
STAGES = (*HERE, *AT_DOOR)
UNITS = ("working_days", *DAYS, *MONTHS)


@dataclass(frozen=True, slots=True)
class Stage:
    """One limit of an office. `law`: where it is published, in short; the whole source stands with the value."""

    id: str
    length: Value
    law: Text


class Due(NamedTuple):
    """A stage with its last day. `provisional`: a holiday that is not fixed yet may still move it."""

    stage: Stage
    day: datetime.date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """The published limits of a vertical for a topic, in the order of STAGES; empty where none is found."""

    stages: tuple[Stage, ...] = ()

    def at_door(self) -> tuple[Stage, ...]:
        """The stages that begin only when the worker has done the act itself."""
        return tuple(stage for stage in self.stages if stage.id in AT_DOOR)

    def due(self, filed: datetime.date, days: WorkingDays, places: Iterable[str] = ()) -> tuple[Due, ...]:
        """The last day of every stage that runs from filing here. `places`: where the office is, as `WorkingDays`."""
        around = tuple(places)
        here = (stage for stage in self.stages if stage.id in HERE)
        return tuple(found for stage in here if (found := _due(stage, filed, days, around)))


def _due(stage: Stage, filed: datetime.date, days: WorkingDays, around: tuple[str, ...]) -> Due | None:
    figure = stage.length.on(filed)
    if figure is None or isinstance(figure.amount, datetime.date):
        return None
    count, unit = int(figure.amount), stage.length.unit
    if unit == "working_days":
        return Due(stage, *days.after(filed, count, around))
    if unit in DAYS:
        return Due(stage, filed + datetime.timedelta(days=count * DAYS[unit]), False)
    return Due(stage, shift_months(filed, count * MONTHS[unit], calendar_of(stage.length.country)), False)


def clocks(
    file: Entry, values: Mapping[str, Value], verticals: Collection[str]
) -> dict[str, dict[str | None, Clock]]:
    """clocks.yml: vertical: stages, and under `topics` those that differ. Topic None: all others of the vertical."""
    read: dict[str, dict[str | None, Clock]] = {}
    for vertical, entry in file.entries():
        if vertical not in verticals:
            entry.fault(f"no such vertical {vertical!r}")
        entry.fields((), (*STAGES, "topics"))
        rule = _stages(entry, {}, values)
        read[vertical] = {None: Clock(tuple(rule.values()))}
        for topic, other in entry["topics"].entries() if entry.has("topics") else ():
            if topic not in TOPICS:
                other.fault(f"no such topic {topic!r}")
            other.fields((), STAGES)
            read[vertical][topic] = Clock(tuple(_stages(other, rule, values).values()))
    return read


def _stages(entry: Entry, rule: Mapping[str, Stage], values: Mapping[str, Value]) -> dict[str, Stage]:
    found = {}
    for id in STAGES:
        if entry.has(id):
            item = entry[id].fields(("value", "law"))
            length = values[item["value"].one_of(values, "value")]
            if length.unit not in UNITS:
                item["value"].fault(f"{length.unit!r} is no unit of an office's clock")
            found[id] = Stage(id, length, item["law"].text())
        elif id in rule:
            found[id] = rule[id]
    return found
