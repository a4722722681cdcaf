"""How long something lasted: 3 mahine, 1 năm rưỡi, ۳ ماهه, a year and a half."""
from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from language.numbers import Parsed, parse_all
from language.scan import Found, Scan

_HALF = Decimal("0.5")
#: languages whose number words go with a unit word of another one
_TOGETHER = {"en": {"en", "hi"}, "hi": {"hi", "en"}, "vi": {"vi"}, "fa": {"fa"}}


@dataclass(frozen=True)
class Duration:
    """A count of units ('day', 'week', 'month' or 'year') at [start, end) of the text as given."""

    count: Decimal
    unit: str
    start: int
    end: int


@dataclass(frozen=True)
class Span:
    """A duration over the tokens first to end; entry: the form of its unit word."""

    count: Decimal
    unit: str
    first: int
    end: int
    found: Found


def _unit_at(scan: Scan, i: int, number: Parsed) -> Found | None:
    for found in scan.at(i):
        language = found.entry.language
        if found.entry.kind != "unit" or (language in ("vi", "fa") and not scan.plausible(i, language)):
            continue
        if number.language in (None, language) or language in _TOGETHER[number.language or "en"]:
            return found
    return None


def spans_in(scan: Scan) -> list[Span]:
    """Return the durations of a scanned text with their tokens."""
    found = []
    for number in parse_all(scan):
        i = number.end + (scan.text_at(number.end) == "-")
        unit = _unit_at(scan, i, number)
        if unit is None or number.value <= 0 or number.value > 1000 or _names_a_month(scan, number, unit, i):
            continue
        if _is_an_age(scan, number, unit, i + unit.size):
            continue
        count, end = number.value, i + unit.size
        if half := scan.find(end, "half_after"):
            count, end = count + _HALF, end + half.size
        found.append(Span(count, unit.entry.value, number.first, end, unit))
    taken = {i for span in found for i in range(span.first, span.end)}
    for i in range(len(scan)):  # mahine bhar, a fortnight
        if (whole := scan.find(i, "whole")) and taken.isdisjoint(range(i, i + whole.size)):
            count, name = whole.entry.value
            found.append(Span(Decimal(count), name, i, i + whole.size, whole))
    return sorted(found, key=lambda span: span.first)


def _is_an_age(scan: Scan, number: Parsed, unit: Found, end: int) -> bool:
    """Tell whether a worker says how old somebody is: 45 years old, umar 55 saal, ۳۸ ساله هستم; not ۳ ماهه هستم."""
    after = scan.find(end, "age_after")
    if unit.entry.value != "year" and (after is None or after.entry.language != "en"):
        return False
    return bool(after or scan.before(number.first, "age_before"))


def _names_a_month(scan: Scan, number: Parsed, unit: Found, i: int) -> bool:
    """Tell whether the number is a month's ("tháng 11 năm 2026") or a day's ("5 tháng 8", no unit behind)."""
    if scan.before(number.first, "month_word"):
        return True
    followed_by_a_year = len(scan.text_at(i + 1)) == 4 and scan.figure(i + 1) is not None
    if (unit.entry.language, unit.entry.value) == ("vi", "year") and followed_by_a_year:
        return True  # "tu nam 2012" is since 2012, not four years
    if unit.entry.language != "vi" or unit.entry.value != "month" or scan.figure(i + 1) is None:
        return False
    month, follows = scan.figure(i + 1) or 0, scan.find(i + 2, "unit", "counted", "scale")
    return 1 <= month <= 12 and number.value <= 31 and (not follows or follows.entry.value == "year")


def find_durations(text: str) -> list[Duration]:
    """Return the durations in a text in order; "do teen mahine" (two or three) gives the longer one."""
    scan = Scan(text)
    return [
        Duration(s.count, s.unit, scan.tokens[s.first].start, scan.tokens[s.end - 1].end) for s in spans_in(scan)
    ]
