"""Dates written with figures or with a month's name: 15/08/2026, 2nd june, tháng 8, ۱۲ مهر ۱۴۰۵, in 2019."""
from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from language.calendars import GREGORIAN, SOLAR, parts, year_of
from language.normalise import view
from language.reckoning import Reckoning, Told
from language.scan import Scan

_NUMERIC = re.compile(r"(?<![\d.,/\-])(\d{1,4})([/.\-])(\d{1,4})(?:\2(\d{2,4}))?(?![\d]|[/,\-]\d)")
#: "24/7", halves and shares are not dates
_NEAR = 4  # words looked at for an appointment
_NOT_DATES = frozenset({"24/7", "1/2", "1/3", "2/3", "1/4", "3/4", "50/50"})


def _read(reckoning: Reckoning, a: str, b: str, c: str | None, nearest: bool) -> tuple[date, date, str]:
    """Return what figures between slashes mean: day first, the year at either end; raises ValueError when nothing."""
    x, y = int(a), int(b)
    if c is None:
        if len(b) == 4 and (year := reckoning.full_year(y, 4)):
            return reckoning.month(x, *year)
        if len(a) == 4 and (year := reckoning.full_year(x, 4)):
            return reckoning.month(y, *year)
        if len(a) > 2 or len(b) > 2:
            raise ValueError("no date")
        return reckoning.day(x, y, None, reckoning.own, nearest)
    if len(a) == 4 and (year := reckoning.full_year(x, 4)):
        return reckoning.day(int(c), y, *year)
    if len(c) == 4 and (year := reckoning.full_year(int(c), 4)):
        return reckoning.day(x, y, *year)
    if len(a) > 2 or len(b) > 2 or len(c) != 2:
        raise ValueError("no date")
    # Iranians put the year first: 99/05/12, 04/02/15
    if reckoning.own == SOLAR and int(c) <= 31 and (year := reckoning.full_year(x, 2)):
        return reckoning.day(int(c), y, *year)
    if year := reckoning.full_year(int(c), 2):
        return reckoning.day(x, y, *year)
    raise ValueError("no date")


def numeric(scan: Scan, reckoning: Reckoning) -> Iterator[Told]:
    """Yield dates in figures, day first; the year first when it has four digits or is an Iranian short one."""
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
            told = _read(reckoning, a, b, c, _appointed(scan, first))
        except (ValueError, OverflowError):
            continue
        if before := scan.before(first, "day_word", "month_word"):
            first -= before.size
        yield Told(*told, first, end)


def _appointed(scan: Scan, first: int) -> bool:
    """Tell whether a word before says that the day was fixed or promised: it may be still to come."""
    return any(scan.find(i, "appointed") for i in range(max(0, first - _NEAR), first))


def _whole(scan: Scan, i: int, low: int, high: int) -> int | None:
    figure = scan.figure(i)
    return int(figure) if figure is not None and figure % 1 == 0 and low <= figure <= high else None


def _year_at(scan: Scan, i: int, reckoning: Reckoning, kind: str, cued: bool) -> tuple[int, int] | None:
    """Return (year, next token) of a year of a calendar behind a month, with "of" or "năm" or "/" between."""
    j = i
    if (span := scan.find(j, "span")) and span.entry.value[0] == "year" and reckoning.own == kind:
        return parts(reckoning.today, kind)[0] + span.entry.value[1], j + span.size  # tháng 4 năm sau
    if joint := scan.find(j, "year_cue", "unit") if scan.text_at(j) not in ",/-" else None:
        j, cued = j + joint.size, True
    elif scan.text_at(j) in (",", "/", "-") and scan.text_at(j):
        j += 1
    digits = len(scan.text_at(j))
    if (number := _whole(scan, j, 0, 9999)) is None or (digits == 2 and not (cued or (kind == SOLAR and number >= 60))):
        return None
    year = reckoning.full_year(number, digits)
    if digits == 2 and reckoning.own != kind:
        return None
    return (year[0], j + 1) if year and year[1] == kind else None


def _month_at(scan: Scan, i: int) -> tuple[str, int, int, str] | None:
    """Return (calendar, month, next token, weak) of a month's name, "tháng 8", "t8" or "برج ۵" at token i.

    weak is the language of a form that is an ordinary word as well, else "".
    """
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
        follows = scan.find(j + size, "unit", "scale", "tens")
        if month and (not follows or follows.entry.value == "year"):
            return kind, month, j + size, ""
    if scan.text_at(i) == "t" and scan.glued(i + 1) and (month := _whole(scan, i + 1, 1, 12)):
        return GREGORIAN, month, i + 2, "vi" if 2 <= month <= 7 else ""  # t2 to t7 are days of the week as well
    return None


def named(scan: Scan, reckoning: Reckoning) -> Iterator[Told]:
    """Yield days and months told by the month's name."""
    for i in range(len(scan)):
        month = _month_at(scan, i)
        if month is None:
            continue
        kind, number, end, weak = month
        first, day = i, None
        spoken = scan.before(i, "ordinal_day")
        j = i - ordinal.size if (ordinal := scan.before(i, "ordinal")) else i
        if (day := _whole(scan, j - 1, 1, 31)) is not None and scan.text_at(j - 2) not in ("/", "-"):
            first = j - 1
            if word := scan.before(first, "day_word"):
                first -= word.size
        elif spoken:  # هفتم آبان
            day, first = spoken.entry.value, i - spoken.size
        elif (day := _whole(scan, end, 1, 31)) is not None and len(scan.text_at(end)) < 3:
            # "june 5" is a day unless a unit or a scale follows: "in june 5 people left"
            after = end + 1 + (found.size if (found := scan.find(end + 1, "ordinal")) else 0)
            if kind == SOLAR or scan.find(after, "unit", "counted", "scale", "currency"):
                day = None
            else:
                end = after
        year = _year_at(scan, end, reckoning, kind, cued=False)
        if weak and day is None and year is None and not _cued(scan, first, end, weak):
            continue
        try:
            told = (
                reckoning.day(day, number, year and year[0], kind, _appointed(scan, first)) if day
                else reckoning.month(number, year and year[0], kind)
            )  # fmt: skip
        except (ValueError, OverflowError):
            continue
        yield Told(*told, first, year[1] if year else end)


def _cued(scan: Scan, first: int, end: int, language: str) -> bool:
    """Tell whether a word beside says that "may" or "mehr" is a month here."""
    near = (language, "hi") if language == "en" else (language,)
    if any(_month_beside(scan, i) for i in (first, end)):  # "Aug, Sept", "شهریور و مهر"
        return True
    cued = any(scan.before(first, "date_cue", language=x) or scan.find(end, "date_cue", language=x) for x in near)
    return cued or scan.only(first, end)


def _month_beside(scan: Scan, i: int) -> bool:
    """Tell whether another month stands on the other side of token i, with a comma or "and" between."""
    sides = ((i - 1, i - 2), (i, i + 1))
    return any(
        (scan.text_at(joint) in (",", "،", "/", "&") or scan.find(joint, "and", "between"))
        and (month := scan.find(other, "month"))
        and not month.entry.weak
        for joint, other in sides
    )


def days_of_month(scan: Scan, reckoning: Reckoning) -> Iterator[Told]:
    """Yield days told by their number alone: 15 tarikh ko; not "har mahine 7 tarikh ko"."""
    for i in range(1, len(scan)):
        word = scan.find(i, "day_of_month")
        if not word or not scan.find(i + word.size, "day_of_month_cue"):
            continue
        named_day = scan.before(i, "number", language=word.entry.language)
        number = _whole(scan, i - 1, 1, 31)
        if number is None and named_day and named_day.entry.value % 1 == 0 and 1 <= named_day.entry.value <= 31:
            number = int(named_day.entry.value)
        first = i - (named_day.size if named_day and scan.figure(i - 1) is None else 1)
        if number is None or scan.before(first, "each") or scan.before(first, "month"):
            continue
        try:
            yield Told(*reckoning.day_of_month(number), first, i + word.size)
        except (ValueError, OverflowError):
            continue


def years(scan: Scan, reckoning: Reckoning) -> Iterator[Told]:
    """Yield years with a word that makes them one: in 2019, năm 2006, سال ۸۵, 2015 se."""
    for i in range(len(scan)):
        number = _whole(scan, i, 0, 9999)
        digits = len(scan.text_at(i))
        if number is None or scan.find(i + 1, "unit", "counted", "currency", "scale") or digits not in (2, 4):
            continue
        before = scan.before(i, "year_cue")
        if digits == 2 and not (before and scan.text_at(i - 1) in ("سال", "sal", "sale", "năm")):
            continue
        beside = [n for n in (i - 2, i + 2) if _to(scan, (i + n) // 2) and len(scan.text_at(n)) == 4]
        ranged = any(_is_a_year(scan, reckoning, n) for n in beside)
        if not (before or ranged or scan.find(i + 1, "year_after") or scan.only(i, i + 1)):
            continue
        year = reckoning.full_year(number, digits)
        if year is None or "/" in (scan.text_at(i - 1), scan.text_at(i + 1)):
            continue
        try:
            yield Told(*year_of(*year), "year", i, i + 1)
        except ValueError:
            continue


def _to(scan: Scan, i: int) -> bool:
    return scan.text_at(i) == "–" or bool(scan.find(i, "until"))


def _is_a_year(scan: Scan, reckoning: Reckoning, i: int) -> bool:
    number = _whole(scan, i, 0, 9999)
    counted = scan.find(i + 1, "unit", "counted", "currency", "scale")
    return number is not None and reckoning.full_year(number, 4) is not None and not counted
