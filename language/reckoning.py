"""What days, months and years a message's words mean, counted from the message's own day."""
from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from language.calendars import SOLAR, YEARS, calendar_of, day_of, month_of, parts, shift_months, year_of

_LENGTH = {"day": 1, "week": 7}
#: so far ahead a day that was fixed or promised may be
_AHEAD = timedelta(days=120)


class Told(NamedTuple):
    """A period over the tokens first to end."""

    start_day: date
    end_day: date
    precision: str
    first: int
    end: int


class Reckoning:
    """The message's day and the calendar of its jurisdiction. Methods raise ValueError for days that do not exist."""

    def __init__(self, today: date, jurisdiction: str | None) -> None:
        self.today = today
        self.own = calendar_of(jurisdiction)

    def full_year(self, year: int, digits: int) -> tuple[int, str] | None:
        """Return (year, calendar) of a year as written, two digits included; None when it is none."""
        for calendar, (low, high) in YEARS.items():
            if digits == 4 and low <= year <= high:
                return year, calendar
        if digits != 2:
            return None
        this = parts(self.today, self.own)[0]
        year += this // 100 * 100
        return (year if year <= this + 1 else year - 100), self.own

    def day(
        self, number: int, month: int, year: int | None, calendar: str, nearest: bool = False
    ) -> tuple[date, date, str]:
        """Return the day; without a year the latest such day that is not after today, or the nearest to today."""
        if year is not None:
            found = day_of(year, month, number, calendar)
        else:
            year = parts(self.today, calendar)[0]
            found = day_of(year, month, number, calendar)
            if found > self.today and not (nearest and found - self.today < _AHEAD):
                found = day_of(year - 1, month, number, calendar)
            elif nearest and self.today - found > timedelta(days=365) - _AHEAD:
                found = day_of(year + 1, month, number, calendar)
        return found, found, "day"

    def day_of_month(self, number: int) -> tuple[date, date, str]:
        """Return the latest day of this number that is not after today."""
        year, month, today = parts(self.today, self.own)
        if number > today:
            year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        found = day_of(year, month, number, self.own)
        return found, found, "day"

    def month(self, month: int, year: int | None, calendar: str) -> tuple[date, date, str]:
        """Return the month; without a year the latest that has begun."""
        if year is None:
            year = parts(self.today, calendar)[0]
            if month_of(year, month, calendar)[0] > self.today:
                year -= 1
        return (*month_of(year, month, calendar), "month")

    def relative(self, unit: str, offset: int) -> tuple[date, date, str]:
        """Return the day, week (from its Monday, Saturday in Iran), month or year so many units from today."""
        if unit == "day":
            day = self.today + timedelta(days=offset)
            return day, day, "day"
        if unit == "week":
            since = (self.today.weekday() - (5 if self.own == SOLAR else 0)) % 7
            first = self.today + timedelta(days=7 * offset - since)
            return first, first + timedelta(days=6), "week"
        year, month, _ = parts(self.today, self.own)
        if unit == "year":
            return (*year_of(year + offset, self.own), "year")
        years, month = divmod(year * 12 + month - 1 + offset, 12)
        return (*month_of(years, month + 1, self.own), "month")

    def back(self, count: Decimal, unit: str) -> date:
        """Return the day a duration before today."""
        if unit in _LENGTH:
            return self.today - timedelta(days=round(count * _LENGTH[unit]))
        months = count * (12 if unit == "year" else 1)
        day = shift_months(self.today, -int(months), self.own)
        return day - timedelta(days=round(months % 1 * 30))
