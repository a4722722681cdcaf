"""Working days: weekends and public holidays of a country and, where they have their own, of its states.

The days come from the library `holidays`; what is gazetted otherwise stands in `calendar.yml`. A moving feast of a
year that is not settled yet, and whatever the library itself marks as estimated, is provisional: a day counted over
it may shift.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import holidays

from jurisdictions.facts import Sourced
from jurisdictions.reading import SOURCE_KEYS, Entry
from language.calendars import parts

COUNTRY = re.compile("[A-Z]{2}")
DAY = datetime.timedelta(days=1)
ESTIMATED, ENGLISH = "estimated", "en_US"
#: the library's kinds of holidays on which offices are closed
OFFICES = ("public", "government")
#: what joins the names of two holidays on one day
BESIDE = "; "
#: further than this nobody counts; it only keeps a mistake in the data from counting for ever
MOST_DAYS = 3700


class Counted(NamedTuple):
    """A day that was counted. `provisional`: a holiday that is not fixed yet may still move it."""

    day: datetime.date
    provisional: bool


class Feast(NamedTuple):
    """A holiday of the library. `fixed`: it was on the same day of the calendar the year before."""

    fixed: bool
    estimated: bool


class Year(NamedTuple):
    feasts: Mapping[datetime.date, Feast]
    workdays: frozenset[datetime.date]  # days of a weekend on which work is made up


@dataclass(frozen=True, slots=True)
class Gazetted:
    """A day that is given by hand: closed, or (`open`) worked in spite of weekend or holiday."""

    open: bool
    sourced: Sourced


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The days on which offices of a country work. `weekend` counts from Monday = 0."""

    country: str | None
    subdivisions: Mapping[str, str]
    weekend: frozenset[int]
    reckoning: str
    settled: datetime.date | None
    gazetted: Mapping[datetime.date, Gazetted] = field(default_factory=dict)
    checked: datetime.date | None = None  # when `settled` was looked up

    def works(self, day: datetime.date, places: Iterable[str] = ()) -> bool:
        """Whether offices work on a day. `places`: a place and all that it lies in."""
        if given := self.gazetted.get(day):
            return given.open
        year = self._year(day, places)
        return day in year.workdays or (day.weekday() not in self.weekend and day not in year.feasts)

    def provisional(self, day: datetime.date, places: Iterable[str] = ()) -> bool:
        """Whether a day is a holiday that may still move."""
        if day in self.gazetted:
            return False
        feast = self._year(day, places).feasts.get(day)
        if feast is None:
            return False
        return feast.estimated or (not feast.fixed and (self.settled is None or day > self.settled))

    def after(self, day: datetime.date, count: int, places: Iterable[str] = ()) -> Counted:
        """The working day that is `count` working days after a day, which itself does not count; count 0: the day."""
        around, at = tuple(places), day
        for _ in range(MOST_DAYS):
            if count <= 0:
                return Counted(at, self._unsure(day, at, around))
            at += DAY
            count -= self.works(at, around)
        raise ValueError(f"no working day is found after {day}")

    def on_or_before(self, day: datetime.date, places: Iterable[str] = ()) -> Counted:
        """The last working day up to a day."""
        around, at = tuple(places), day
        while not self.works(at, around):
            at -= DAY
        return Counted(at, self._unsure(at - DAY, day, around))

    def _unsure(self, begin: datetime.date, end: datetime.date, around: tuple[str, ...]) -> bool:
        # a feast that follows at once may come a day earlier
        return any(self.provisional(begin + n * DAY, around) for n in range(1, (end - begin).days + 2))

    def _year(self, day: datetime.date, places: Iterable[str]) -> Year:
        if self.country is None:
            return Year({}, frozenset())
        own = next((self.subdivisions[place] for place in places if place in self.subdivisions), None)
        return _year(self.country, own, day.year, self.reckoning)


@lru_cache(maxsize=400)
def _year(country: str, subdivision: str | None, year: int, reckoning: str) -> Year:
    library: Any = getattr(holidays, country)
    kinds = tuple(kind for kind in OFFICES if kind in library.supported_categories)
    found = library(subdiv=subdivision, years=[year - 1, year], language=ENGLISH, categories=kinds)
    known = {(name, *parts(day, reckoning)[1:]) for day, names in found.items() for name in names.split(BESIDE)
             if day.year < year}  # fmt: skip
    feasts = {}
    for day, names in found.items():
        if day.year == year:
            each = names.split(BESIDE)
            feasts[day] = Feast(
                fixed=any((name, *parts(day, reckoning)[1:]) in known for name in each),
                estimated=all(ESTIMATED in name for name in each),
            )
    return Year(feasts, frozenset(found.weekend_workdays))


def working_days(file: Entry, weekend: frozenset[int], places: Mapping[str, Any], reckoning: str) -> WorkingDays:
    """calendar.yml: library, subdivisions, settled, days; all of them may be left out."""
    file.fields((), ("library", "subdivisions", "settled", "days"))
    country = file["library"].string() if file.has("library") else None
    if country is not None and not (COUNTRY.fullmatch(country) and hasattr(holidays, country)):
        file["library"].fault(f"the library has no country {country!r}")
    known = getattr(holidays, country).subdivisions if country else ()
    own = {}
    if file.has("subdivisions"):
        for place, entry in file["subdivisions"].entries():
            if place not in places:
                entry.fault(f"no such place {place!r}")
            own[place] = entry.one_of(known, "subdivision of the library")
    settled = checked = None
    if file.has("settled"):
        item = file["settled"].fields(("until", *SOURCE_KEYS))
        settled, checked = item["until"].day(), item["checked"].day()
        item["source"].string(), item["date"].source_date(), item["certainty"].certainty()
    days: dict[datetime.date, Gazetted] = {}
    for item in file["days"].items() if file.has("days") else ():
        given = Gazetted(item.flag("open", False), item.sourced("name", ("day", "open")))
        if days.setdefault(item["day"].day(), given) is not given:
            item["day"].fault("stands twice")
    return WorkingDays(country, own, weekend, reckoning, settled, days, checked)
