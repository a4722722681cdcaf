"""Days, months and years that people name, written or relative, in the Gregorian and the Solar Hijri calendar.

A date without a year, and "kal" or "parso", which mean a day on either side, are taken as past: people tell of troubles.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from language.calendars import GREGORIAN, SOLAR, YEARS, calendar_of, day_of, month_of, parts, shift_months, year_of
from language.durations import Duration, Span, find_durations, spans_in
from language.normalise import view
from language.scan import Scan

__all__ = ["Duration", "Period", "dates_in", "find_dates", "find_durations"]

_NUMERIC = re.compile(r"(?<![\d.,/\-])(\d{1,4})([/.\-])(\d{1,4})(?:\2(\d{2,4}))?(?![\d]|[/,\-]\d)")
#: "24/7", halves and shares are not dates
_NOT_DATES = frozenset({"24/7", "1/2", "1/3", "2/3", "1/4", "3/4", "50/50"})
_LENGTH = {"day": 1, "week": 7}


class Period(NamedTuple):
    """The days from start_day to end_day, both included, told with a precision, at [start, end) of the text as given.

    precision: 'day', 'week', 'month' or 'year'. A period told as "since" reaches to the message's own day.
    """

    start_day: date
    end_day: date
    precision: str
    start: int
    end: int


class _Told(NamedTuple):
    """A period over the tokens first to end."""

    start_day: date
    end_day: date
    precision: str
    first: int
    end: int


class _Calendar:
    """What words mean on the message's day."""

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

    def day(self, number: int, month: int, year: int | None, calendar: str) -> tuple[date, date, str]:
        """Return the day; without a year the latest such day that is not after today."""
        if year is not None:
            found = day_of(year, month, number, calendar)
        else:
            year = parts(self.today, calendar)[0]
            found = day_of(year, month, number, calendar)
            found = found if found <= self.today else day_of(year - 1, month, number, calendar)
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


# --- figures ---------------------------------------------------------------------------------------------------


def _read(calendar: _Calendar, a: str, b: str, c: str | None) -> tuple[date, date, str]:
    """Return what figures between slashes mean: day first, the year at either end; raises ValueError when nothing."""
    x, y = int(a), int(b)
    if c is None:
        if len(b) == 4 and (year := calendar.full_year(y, 4)):
            return calendar.month(x, *year)
        if len(a) == 4 and (year := calendar.full_year(x, 4)):
            return calendar.month(y, *year)
        if len(a) > 2 or len(b) > 2:
            raise ValueError("no date")
        return calendar.day(x, y, None, calendar.own)
    if len(a) == 4 and (year := calendar.full_year(x, 4)):
        return calendar.day(int(c), y, *year)
    if len(c) == 4 and (year := calendar.full_year(int(c), 4)):
        return calendar.day(x, y, *year)
    if len(a) > 2 or len(b) > 2 or len(c) != 2:
        raise ValueError("no date")
    # Iranians put the year first: 99/05/12, 04/02/15
    if calendar.own == SOLAR and int(c) <= 31 and (year := calendar.full_year(x, 2)):
        return calendar.day(int(c), y, *year)
    if year := calendar.full_year(int(c), 2):
        return calendar.day(x, y, *year)
    raise ValueError("no date")


def _numeric(scan: Scan, calendar: _Calendar) -> Iterator[_Told]:
    shown, starts = view(scan.text), {t.start: i for i, t in enumerate(scan.tokens)}
    ends = {t.end: i + 1 for i, t in enumerate(scan.tokens)}
    for match in _NUMERIC.finditer(shown):
        a, sign, b, c = match.groups()
        first, end = starts.get(match.start()), ends.get(match.end())
        if first is None or end is None or match[0] in _NOT_DATES or (c is None and sign == "." and len(b) != 4):
            continue
        if c is None and sign == "-" and len(a) < 4 and len(b) < 4:  # 2-3 mahine is a range
            continue
        if c is None and scan.find(end, "scale", "currency", "unit", "counted"):
            continue
        try:
            told = _read(calendar, a, b, c)
        except (ValueError, OverflowError):
            continue
        if before := scan.before(first, "day_word", "month_word"):
            first -= before.size
        yield _Told(*told, first, end)


# --- words -----------------------------------------------------------------------------------------------------


def _whole(scan: Scan, i: int, low: int, high: int) -> int | None:
    figure = scan.figure(i)
    return int(figure) if figure is not None and figure % 1 == 0 and low <= figure <= high else None


def _year_at(scan: Scan, i: int, calendar: _Calendar, kind: str, cued: bool) -> tuple[int, int] | None:
    """Return (year, next token) of a year of a calendar behind a month, with "of" or "năm" or "/" between."""
    j = i
    if (span := scan.find(j, "span")) and span.entry.value[0] == "year" and calendar.own == kind:
        return parts(calendar.today, kind)[0] + span.entry.value[1], j + span.size  # tháng 4 năm sau
    if joint := scan.find(j, "year_cue", "unit") if scan.text_at(j) not in ",/-" else None:
        j, cued = j + joint.size, True
    elif scan.text_at(j) in (",", "/", "-") and scan.text_at(j):
        j += 1
    digits = len(scan.text_at(j))
    if (number := _whole(scan, j, 0, 9999)) is None or (digits == 2 and not (cued or (kind == SOLAR and number >= 60))):
        return None
    year = calendar.full_year(number, digits)
    if digits == 2 and calendar.own != kind:
        return None
    return (year[0], j + 1) if year and year[1] == kind else None


def _month_at(scan: Scan, i: int) -> tuple[str, int, int, str] | None:
    """Return (calendar, month, next token, language if it is a weak form, else "") of a month's name, "tháng 8", "t8" or "برج ۵" at token i."""
    if found := scan.find(i, "month"):
        end = i + found.size
        if scan.find(end, "unit", language="fa") and scan.text_at(end) in ("ماه", "mah"):
            return (*found.entry.value, end + 1, "")
        return (*found.entry.value, end, found.entry.language if found.entry.weak else "")
    if word := scan.find(i, "month_word"):
        kind = SOLAR if word.entry.language == "fa" else GREGORIAN
        j = i + word.size
        number = scan.find(j, "number", language=word.entry.language)
        month = _whole(scan, j, 1, 12)
        size = 1
        if month is None and number and 1 <= number.entry.value <= 12 and number.entry.value % 1 == 0:
            month, size = int(number.entry.value), number.size
        if month and not (scan.find(j + size, "unit", "scale", "tens") and scan.text_at(j + size) not in ("năm", "nam")):
            return kind, month, j + size, ""
    if scan.text_at(i) == "t" and scan.glued(i + 1) and (month := _whole(scan, i + 1, 1, 12)):
        return GREGORIAN, month, i + 2, "vi"
    return None


def _named(scan: Scan, calendar: _Calendar) -> Iterator[_Told]:
    """Yield days and months told by the month's name."""
    for i in range(len(scan)):
        month = _month_at(scan, i)
        if month is None:
            continue
        kind, number, end, weak = month
        first, day = i, None
        j = i - ordinal.size if (ordinal := scan.before(i, "ordinal")) else i
        if (day := _whole(scan, j - 1, 1, 31)) is not None and scan.text_at(j - 2) not in ("/", "-"):
            first = j - 1
            if word := scan.before(first, "day_word"):
                first -= word.size
        elif (day := _whole(scan, end, 1, 31)) is not None and len(scan.text_at(end)) < 3:
            # "june 5" is a day unless a unit or a scale follows: "in june 5 people left"
            after = end + 1 + (found.size if (found := scan.find(end + 1, "ordinal")) else 0)
            if kind == SOLAR or scan.find(after, "unit", "counted", "scale", "currency"):
                day = None
            else:
                end = after
        year = _year_at(scan, end, calendar, kind, cued=False)
        if weak and day is None and year is None and not _cued(scan, first, end, weak):
            continue
        try:
            told = (
                calendar.day(day, number, year and year[0], kind) if day
                else calendar.month(number, year and year[0], kind)
            )  # fmt: skip
        except (ValueError, OverflowError):
            continue
        yield _Told(*told, first, year[1] if year else end)


def _cued(scan: Scan, first: int, end: int, language: str) -> bool:
    """Tell whether a word beside says that "may" or "mehr" is a month here."""
    near = (language, "hi") if language == "en" else (language,)
    cued = any(scan.before(first, "date_cue", language=x) or scan.find(end, "date_cue", language=x) for x in near)
    return cued or scan.only(first, end)


def _years(scan: Scan, calendar: _Calendar) -> Iterator[_Told]:
    """Yield years with a word that makes them one: in 2019, năm 2006, سال ۸۵, 2015 se."""
    for i in range(len(scan)):
        number = _whole(scan, i, 0, 9999)
        digits = len(scan.text_at(i))
        if number is None or scan.find(i + 1, "unit", "counted", "currency", "scale") or digits not in (2, 4):
            continue
        before = scan.before(i, "year_cue")
        if digits == 2 and not (before and scan.text_at(i - 1) in ("سال", "sal", "sale", "năm")):
            continue
        ends_range = scan.text_at(i - 1) in ("-", "–") and len(scan.text_at(i - 2)) == 4 and scan.figure(i - 2)
        if not (before or ends_range or scan.find(i + 1, "year_after") or scan.only(i, i + 1)):
            continue
        year = calendar.full_year(number, digits)
        if year is None or "/" in (scan.text_at(i - 1), scan.text_at(i + 1)):
            continue
        try:
            yield _Told(*year_of(*year), "year", i, i + 1)
        except ValueError:
            continue


def _relative(scan: Scan, calendar: _Calendar) -> Iterator[_Told]:
    """Yield today, yesterday, last month, on monday and their like."""
    for i in range(len(scan)):
        found = scan.find(i, "day", "span", "weekday")
        if found is None or not scan.plausible(i, found.entry.language):
            continue
        entry, end = found.entry, i + found.size
        if entry.kind == "day":
            if entry.weak and not scan.only(i, end):
                continue
            unit, offset = "day", entry.value
        elif entry.kind == "span":
            unit, offset = entry.value
        else:
            after = scan.find(end, "weekday_after", language=entry.language)
            before = scan.before(i, "weekday_before", language=entry.language)
            week = scan.find(end, "span")
            unit, offset = "day", -((calendar.today.weekday() - entry.value) % 7)
            if week and week.entry.value[0] == "week":  # thứ hai tuần trước
                first_day = calendar.relative(*week.entry.value)[0]
                offset = (first_day - calendar.today).days + (entry.value - first_day.weekday()) % 7
                end += week.size
            elif not (after or before):
                continue
        try:
            yield _Told(*calendar.relative(unit, offset), i, end)
        except (ValueError, OverflowError):
            continue


def _counted(scan: Scan, calendar: _Calendar) -> Iterator[_Told]:
    """Yield "3 months ago" as that month and "3 mahine se", "۳ ماهه" as the time up to today."""
    for span in spans_in(scan):
        try:
            if told := _counted_one(scan, calendar, span):
                yield told
        except (ValueError, OverflowError):
            continue


def _counted_one(scan: Scan, calendar: _Calendar, span: Span) -> _Told | None:
    language = span.found.entry.language
    begin = calendar.back(span.count, span.unit)
    before = scan.before(span.first, "since_before", "ago_before")
    ago = scan.find(span.end, "ago") or (before if before and before.entry.kind == "ago_before" else None)
    if ago:
        end = span.end + ago.size if ago.entry.kind == "ago" else span.end
        first = span.first if ago.entry.kind == "ago" else span.first - ago.size
        if (since := scan.before(first, "since_date")) and since.entry.language == ago.entry.language:
            return _Told(begin, calendar.today, span.unit, first - since.size, end)
        if span.count % 1:
            return _Told(begin, begin, "day", first, end)
        return _Told(*calendar.relative(span.unit, -int(span.count)), first, end)
    after = scan.find(span.end, "since_after", language=language)
    if language == "en":  # 2 month se
        after = after or scan.find(span.end, "since_after", language="hi")
    glued = scan.find(span.end - span.found.size, "since_glued", language=language)
    if after or glued or (before and before.entry.kind == "since_before"):
        first = span.first - before.size if before else span.first
        return _Told(begin, calendar.today, span.unit, first, span.end + (after.size if after else 0))
    return None


# --- putting together ------------------------------------------------------------------------------------------


def _longest(told: list[_Told]) -> list[_Told]:
    kept: list[_Told] = []
    for period in sorted(told, key=lambda p: (p.first - p.end, p.first)):
        if all(period.end <= k.first or k.end <= period.first for k in kept):
            kept.append(period)
    return sorted(kept, key=lambda p: p.first)


def _joined(scan: Scan, told: list[_Told], today: date) -> list[_Told]:
    """Join "april to june", "از مهر تا آبان"; let what stays single and is told as since reach to today."""
    out: list[_Told] = []
    for period in told:
        last = out[-1] if out else None
        joint = scan.find(last.end, "until") if last else None
        if last and joint and last.end + joint.size == period.first and last.start_day <= period.end_day:
            out[-1] = _Told(last.start_day, period.end_day, period.precision, last.first, period.end)
        else:
            out.append(period)
    return [period if period not in told else _since(scan, period, today) for period in out]


def _since(scan: Scan, period: _Told, today: date) -> _Told:
    """Let "since april", "từ tháng 5", "june se" reach to today."""
    before = scan.before(period.first, "since_date")
    after = scan.find(period.end, "since_date_after")
    if not (before or after) or period.start_day > today or period.end_day >= today:
        return period
    if after and not scan.plausible(period.end, after.entry.language):
        return period
    first = period.first - before.size if before else period.first
    return _Told(period.start_day, today, period.precision, first, period.end + (after.size if after and not before else 0))


def dates_in(scan: Scan, today: date, jurisdiction: str | None) -> list[Period]:
    """Return the periods of a scanned text; see find_dates."""
    calendar = _Calendar(today, jurisdiction)
    finders = (_numeric, _relative, _named, _years, _counted)
    told = _longest([period for finder in finders for period in finder(scan, calendar)])
    return [
        Period(p.start_day, p.end_day, p.precision, scan.tokens[p.first].start, scan.tokens[p.end - 1].end)
        for p in _joined(scan, told, today)
    ]


def find_dates(text: str, today: date, jurisdiction: str | None) -> list[Period]:
    """Return the periods a text names, in order, without overlaps.

    today: the message's own day in the jurisdiction's zone. jurisdiction "ir" counts months and years by the Solar
    Hijri calendar where the text does not say otherwise.
    """
    return dates_in(Scan(text), today, jurisdiction)
