"""Gregorian and Solar Hijri days, months and years, and how a date is shown to a person."""
from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import jdatetime
import yaml

from language.catalogue import local_digits

GREGORIAN, SOLAR = "gregorian", "solar"
#: years that people write about; outside them a number is not a year
YEARS = {GREGORIAN: (1940, 2060), SOLAR: (1320, 1440)}


def calendar_of(jurisdiction: str | None) -> str:
    """Return the calendar people of a jurisdiction mean by "last month"."""
    return SOLAR if jurisdiction == "ir" else GREGORIAN


def parts(day: date, calendar: str) -> tuple[int, int, int]:
    """Return (year, month, day) of a day in a calendar."""
    if calendar == SOLAR:
        solar = jdatetime.date.fromgregorian(date=day)
        return solar.year, solar.month, solar.day
    return day.year, day.month, day.day


def day_of(year: int, month: int, day: int, calendar: str) -> date:
    """Return the Gregorian date of a day; raises ValueError when there is no such day."""
    low, high = YEARS[calendar]
    if not low <= year <= high:
        raise ValueError(f"no year to speak of: {year}")
    return jdatetime.date(year, month, day).togregorian() if calendar == SOLAR else date(year, month, day)


def month_of(year: int, month: int, calendar: str) -> tuple[date, date]:
    """Return the first and last day of a month; raises ValueError when there is no such month."""
    first = day_of(year, month, 1, calendar)
    following = (year + 1, 1) if month == 12 else (year, month + 1)
    return first, day_of(*following, 1, calendar) - timedelta(days=1)


def year_of(year: int, calendar: str) -> tuple[date, date]:
    """Return the first and last day of a year."""
    return day_of(year, 1, 1, calendar), day_of(year + 1, 1, 1, calendar) - timedelta(days=1)


def shift_months(day: date, months: int, calendar: str) -> date:
    """Return the day so many months later (earlier when negative), at most the last day of that month."""
    year, month, number = parts(day, calendar)
    years, month = divmod(year * 12 + month - 1 + months, 12)
    first, last = month_of(years, month + 1, calendar)
    return min(first + timedelta(days=number - 1), last)


@lru_cache(maxsize=1)
def _names() -> dict[str, dict[str, list[str]]]:
    data = yaml.safe_load((Path(__file__).parent / "words" / "calendar.yml").read_text(encoding="utf-8"))
    return {kind: {language: names.split() for language, names in of.items()} for kind, of in data.items()}


def show_date(day: date, language: str, jurisdiction: str) -> str:
    """Return a short date as people of the jurisdiction read it, in the language.

    ir: Solar Hijri with the month's name (۳۰ آبان ۱۴۰۵, 30 Aban 1405). vn: 21/11/2026. in: 21 Nov 2026. Vietnamese
    writes Gregorian dates in figures everywhere; Persian has its own digits everywhere.
    """
    if calendar_of(jurisdiction) == SOLAR:
        year, month, number = parts(day, SOLAR)
        names = _names()["solar"]
        shown = f"{number} {names.get(language, names['en'])[month - 1]} {year}"
    elif jurisdiction == "vn" or language == "vi":
        shown = f"{day:%d/%m}/{day.year:04d}"
    else:
        names = _names()["short"]
        shown = f"{day.day} {names.get(language, names['en'])[day.month - 1]} {day.year}"
    return local_digits(shown, language)
