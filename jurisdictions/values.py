"""Figures of law: rates, ceilings, amounts, limits of time, each standing once with the day it came into force."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from jurisdictions import figures
from jurisdictions.facts import Certainty, Text
from jurisdictions.reading import SOURCE_KEYS, Entry

TABLES = ("insurance", "work")
UNITS = (
    "days", "working_days", "weeks", "months", "years", "hours", "minutes", "percent", "money", "money_per_month",
    "money_per_day", "times", "multiple", "number", "date",
)  # fmt: skip
ID = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Figure:
    """What a value is from the day `since` on: a number in the value's unit (money in the currency) or a day.

    `until`: the last day, where the end is known. `review_by`: the day by which a new figure is expected.
    `date` is the source's own: YYYY, YYYY-MM, YYYY-MM-DD or "undated".
    """

    amount: Decimal | datetime.date
    since: datetime.date
    until: datetime.date | None
    review_by: datetime.date | None
    source: str
    date: str
    checked: datetime.date
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Value:
    """A figure of law through time, the oldest figure first. `currency` is that of its country."""

    id: str
    table: str
    country: str
    currency: str
    name: Text
    unit: str
    figures: tuple[Figure, ...]

    def on(self, day: datetime.date) -> Figure | None:
        """The figure in force on a day; None before the first and after one that ended without a successor."""
        begun = [figure for figure in self.figures if figure.since <= day]
        if not begun or (begun[-1].until is not None and begun[-1].until < day):
            return None
        return begun[-1]

    def nearest(self, day: datetime.date) -> Figure:
        """The figure in force on a day, else the last one that was, else the first that will be."""
        begun = [figure for figure in self.figures if figure.since <= day]
        return begun[-1] if begun else self.figures[0]

    def shown(self, figure: Figure, language: str) -> str:
        """A figure of this value with its unit, in the reader's language and digits."""
        return figures.show(figure.amount, self.unit, language, self.country, self.currency)

    def begins(self) -> datetime.date:
        """The day from which on the figure is known."""
        return self.figures[0].since

    def ended(self, day: datetime.date) -> bool:
        """Whether a figure was in force before this day and none is on it."""
        return self.on(day) is None and self.begins() <= day

    def overdue(self, day: datetime.date) -> bool:
        """Whether a new figure was expected before this day and none has been entered."""
        last = self.figures[-1]
        return last.review_by is not None and last.review_by < day

    def doubtful(self, day: datetime.date) -> bool:
        """Whether the figure shown for a day may no longer hold on it."""
        return self.ended(day) or self.overdue(day)


def read(file: Entry, table: str, country: str, currency: str, taken: Collection[str]) -> dict[str, Value]:
    """values/<table>.yml: id: name, unit, values. `taken` are names that stand for something else in the articles."""
    found = {}
    for id, entry in file.entries():
        if not ID.fullmatch(id):
            entry.fault("an id has small letters, digits and '_', and begins with a letter")
        if id in taken:
            entry.fault("this id stands for another value or a helpline already")
        entry.fields(("name", "unit", "values"))
        unit = entry["unit"].one_of(UNITS, "unit")
        items = entry["values"].items()
        told = tuple(_figure(item, unit) for item in items)
        if not told:
            entry["values"].fault("no figure")
        for item, earlier, later in zip(items[1:], told, told[1:], strict=False):
            if later.since <= earlier.since:
                item["from"].fault(f"{later.since} is not after {earlier.since}; the newest stands last")
            if earlier.until is not None and earlier.until >= later.since:
                item["from"].fault(f"{later.since} overlaps with the figure before, which holds until {earlier.until}")
        found[id] = Value(id, table, country, currency, entry["name"].text(), unit, told)
    return found


def _figure(item: Entry, unit: str) -> Figure:
    item.fields(("from", "value", *SOURCE_KEYS), ("until", "review_by"))
    since = item["from"].day()
    ends: Mapping[str, datetime.date | None] = {
        key: item[key].day() if item.has(key) else None for key in ("until", "review_by")
    }
    for key, day in ends.items():
        if day is not None and day < since:
            item[key].fault(f"{day} is before {since}, the day it begins")
    return Figure(
        amount=item["value"].day() if unit == "date" else item["value"].number(),
        since=since,
        until=ends["until"],
        review_by=ends["review_by"],
        source=item["source"].string(),
        date=item["date"].source_date(),
        checked=item["checked"].day(),
        certainty=item["certainty"].certainty(),
    )
