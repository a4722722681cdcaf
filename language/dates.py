"""Days, months and years that people name, written or relative, in the Gregorian and the Solar Hijri calendar.

A date without a year, and "kal" or "parso", which mean a day on either side, are taken as past: people tell of
troubles.
"""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from language.durations import Duration, Span, find_durations, spans_in
from language.reckoning import Reckoning, Told
from language.scan import Scan
from language.written import days_of_month, named, numeric, years

__all__ = ["Duration", "Period", "dates_in", "find_dates", "find_durations"]


class Period(NamedTuple):
    """The days from start_day to end_day, both included, told with a precision, at [start, end) of the text as given.

    precision: 'day', 'week', 'month' or 'year'. A period told as "since" reaches to the message's own day.
    """

    start_day: date
    end_day: date
    precision: str
    start: int
    end: int


def _relative(scan: Scan, reckoning: Reckoning) -> Iterator[Told]:
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
            if entry.weak and not scan.before(i, "since_date"):  # "از اول سال", but not "فقط اول سال"
                continue
            unit, offset = entry.value
        else:
            after = scan.find(end, "weekday_after", language=entry.language)
            before = scan.before(i, "weekday_before", language=entry.language)
            week = scan.find(end, "span")
            unit, offset = "day", -((reckoning.today.weekday() - entry.value) % 7)
            if week and week.entry.value[0] == "week":  # thứ hai tuần trước
                first_day = reckoning.relative(*week.entry.value)[0]
                offset = (first_day - reckoning.today).days + (entry.value - first_day.weekday()) % 7
                end += week.size
            elif not (after or before):
                continue
            elif before and scan.before(i - before.size, "since_date"):  # since last tuesday
                i -= before.size
        try:
            yield Told(*reckoning.relative(unit, offset), i, end)
        except (ValueError, OverflowError):
            continue


def _counted(scan: Scan, reckoning: Reckoning) -> Iterator[Told]:
    """Yield "3 months ago" as that month and "3 mahine se", "۳ ماهه" as the time up to today."""
    for span in spans_in(scan):
        try:
            if told := _counted_one(scan, reckoning, span):
                yield told
        except (ValueError, OverflowError):
            continue


def _counted_one(scan: Scan, reckoning: Reckoning, span: Span) -> Told | None:
    language = span.found.entry.language
    begin = reckoning.back(span.count, span.unit)
    ranged = scan.text_at(span.first - 1) in ("-", "–") and scan.figure(span.first - 2) is not None
    start = span.first - 2 if ranged else span.first  # for 3-4 months
    before = scan.before(start, "since_before", "ago_before")
    ago = scan.find(span.end, "ago") or (before if before and before.entry.kind == "ago_before" else None)
    if ago:
        end = span.end + ago.size if ago.entry.kind == "ago" else span.end
        first = start if ago.entry.kind == "ago" else start - ago.size
        if (since := scan.before(first, "since_date")) and since.entry.language == ago.entry.language:
            return Told(begin, reckoning.today, span.unit, first - since.size, end)
        if span.count % 1:
            return Told(begin, begin, "day", first, end)
        return Told(*reckoning.relative(span.unit, -int(span.count)), first, end)
    after = scan.find(span.end, "since_after", language=language)
    if language == "en":  # 2 month se
        after = after or scan.find(span.end, "since_after", language="hi")
    glued = scan.find(span.end - span.found.size, "since_glued", language=language)
    if after or glued or (before and before.entry.kind == "since_before"):
        first = start - before.size if before else start
        return Told(begin, reckoning.today, span.unit, first, span.end + (after.size if after else 0))
    return None


def _longest(told: list[Told]) -> list[Told]:
    kept: list[Told] = []
    taken: set[int] = set()  # tokens
    for period in sorted(told, key=lambda p: (p.first - p.end, p.first)):
        span = range(period.first, period.end)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(period)
    return sorted(kept, key=lambda p: p.first)


def _joined(scan: Scan, told: list[Told], today: date) -> list[Told]:
    """Join "april to june", "از مهر تا آبان"; let what stays single and is told as since reach to today."""
    out: list[Told] = []
    for period in told:
        last = out[-1] if out else None
        joint = scan.find(last.end, "until") if last else None
        if last and joint and last.end + joint.size == period.first and last.start_day <= period.end_day:
            out[-1] = Told(last.start_day, period.end_day, period.precision, last.first, period.end)
        else:
            out.append(period)
    return [period if period not in told else _since(scan, period, today) for period in out]


def _since(scan: Scan, period: Told, today: date) -> Told:
    """Let "since april", "từ tháng 5", "june se" reach to today."""
    before = scan.before(period.first, "since_date")
    after = scan.find(period.end, "since_date_after")
    if before and not scan.plausible(period.first - before.size, before.entry.language):
        before = None
    if not (before or after) or period.start_day > today or period.end_day == today:
        return period
    if after and not scan.plausible(period.end, after.entry.language):
        return period
    first = period.first - before.size if before else period.first
    end = period.end + (after.size if after and not before else 0)
    return Told(period.start_day, today, period.precision, first, end)


def dates_in(scan: Scan, today: date, jurisdiction: str | None) -> list[Period]:
    """Return the periods of a scanned text; see find_dates."""
    reckoning = Reckoning(today, jurisdiction)
    finders = (numeric, _relative, named, days_of_month, years, _counted)
    told = _longest([period for finder in finders for period in finder(scan, reckoning)])
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
