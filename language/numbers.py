"""Numbers in figures and words: 1,50,000, ढाई लाख, do hazaar, 3tr5, hai mươi lăm, دو و نیم میلیون, si o panj."""
from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from language.scan import Scan

_HALF, _HUNDRED, _THOUSAND = Decimal("0.5"), Decimal(100), Decimal(1000)
_ENDLESS = Decimal(10) ** 18
#: units that people of a language also say in another one ("do month")
_UNITS_OF = {"en": ("en", "hi"), "hi": ("hi", "en"), "vi": ("vi",), "fa": ("fa",)}


class Number(NamedTuple):
    """A number at [start, end) of the text as given."""

    value: Decimal
    start: int
    end: int


class Parsed(NamedTuple):
    """A number over the tokens first to end; scale: language of its largest scale word, sure: not an ordinary word."""

    value: Decimal
    first: int
    end: int
    scale: str | None
    sure: bool
    language: str | None


def _unit_follows(scan: Scan, i: int, language: str | None, *more: str) -> bool:
    return any(
        f.entry.kind in ("unit", "counted", *more) and not f.entry.weak
        for f in scan.at(i)
        if language is None or f.entry.language in _UNITS_OF[language]
    )


def _fits(group: Decimal, value: Decimal, language: str) -> bool:
    """Tell whether a smaller number word continues a group: hundred + 45, twenty + 3 (Hindi has words up to 99)."""
    if group % 1 or value % 1 or value <= 0:
        return False
    if group >= _HUNDRED and group % _HUNDRED == 0:
        return value < _HUNDRED
    least = 10 if language == "vi" else 20
    return language != "hi" and group % 10 == 0 and group % _HUNDRED >= least and value < 10


def _group(scan: Scan, i: int, language: str) -> tuple[Decimal, int, bool] | None:
    """Return (value, next token, sure) of the words under a thousand at i, or of a figure."""
    if (value := scan.figure(i)) is not None:
        if language == "fa" and scan.text_at(i + 1) == "/" and scan.figure(i + 2) is not None:
            return Decimal(f"{value}.{scan.text_at(i + 2)}"), i + 3, True  # ۱/۵ میلیون: a decimal slash
        return value, i + 1, True
    if shift := scan.find(i, "shift", language=language):
        after = i + shift.size
        base = scan.figure(after)
        number = scan.find(after, "number", language=language)
        if base is not None or number:
            size = 1 if base is not None else number.size if number else 0
            return (number.entry.value if number and base is None else base) + shift.entry.value, after + size, True
        if scan.find(after, "scale", language=language):
            return 1 + shift.entry.value, after, True
        return None
    group, part, sure, words, j = Decimal(0), Decimal(0), False, 0, i
    while True:
        if words and (joint := scan.find(j, "and", language=language) or (scan.text_at(j) == "-" and language == "en")):
            k = j + (joint.size if not isinstance(joint, bool) else 1)
        else:
            k = j
        number = scan.find(k, "number", language=language)
        hundred = scan.find(k, "scale", language=language)
        tens = scan.find(k, "tens", language=language)
        if words and tens and k == j and 0 < part < 10:
            group, part = group + 9 * part, 10 * part
            j, sure, words = k + tens.size, True, words + 1
        elif number and (not words or _fits(group, number.entry.value, language)) and not (
            # "mười năm" is ten years, fifteen is "mười lăm"
            words and k == j and scan.find(k, "unit", language="vi") and not scan.find(k + 1, "tens", language="vi")
        ):
            group, part = group + number.entry.value, number.entry.value
            j, sure, words = k + number.size, sure or not number.entry.weak, words + 1
        elif hundred and hundred.entry.value == _HUNDRED and k == j and part < _HUNDRED and group == part:
            group = part = (part if words else 1) * _HUNDRED
            j, sure, words = k + hundred.size, sure or not hundred.entry.weak, words + 1
            if language == "vi" and scan.find(j, "half_after", language="vi"):
                group, j = group + part / 200, j + 1
        else:
            return (group, j, sure or words > 1) if words else None


def _number(scan: Scan, i: int, language: str, below: Decimal) -> Parsed | None:
    head = _group(scan, i, language)
    value, j, sure = head or (Decimal(1), i, False)
    if head and (half := scan.find(j, "half_after", language=language)) and language != "vi":
        value, j, sure = value + _HALF, j + half.size, True
    scale = scan.find(j, "scale", language=language)
    if not scale or not _THOUSAND <= scale.entry.value < below:
        return Parsed(value, i, j, None, sure, language) if head else None
    sure = sure or (head is not None)
    step = scale.entry.value
    value, j = value * step, j + scale.size
    while (higher := scan.find(j, "scale", language=language)) and higher.entry.value > step:
        step, value, j = higher.entry.value, value * higher.entry.value, j + higher.size  # هزار میلیارد, lakh crore
    if half := scan.find(j, "half_after", language=language):
        return Parsed(value + step * _HALF, i, j + half.size, language, True, language)
    if tail := _tail(scan, j, language, step):
        return Parsed(value + tail, i, j + 1, language, True, language)
    joint = scan.find(j, "and", language=language)
    k = j + joint.size if joint else j
    rest = _number(scan, k, language, step)
    # "2 lakh, 20 days" are two numbers; "do lakh bees hazaar" is one
    if rest and rest.value < step and (rest.scale or ((rest.sure or joint) and _continues(scan, k, rest))):
        # Persian leaves the thousands out: پنج میلیون و سیصد is 5,300,000
        short = language == "fa" and step == _THOUSAND**2 and not rest.scale and 100 <= rest.value < _THOUSAND
        more = rest.value * _THOUSAND if short else rest.value
        return Parsed(value + more, i, rest.end, language, True, language)
    return Parsed(value, i, j, language, sure or not scale.entry.weak, language)


def _continues(scan: Scan, i: int, rest: Parsed) -> bool:
    """Tell whether words without a scale belong to the number before: ek hazaar paanch, not "2 lakh 20 days"."""
    return scan.figure(i) is None and not _unit_follows(scan, rest.end, None)


def _tail(scan: Scan, i: int, language: str, step: Decimal) -> Decimal | None:
    """Return what a Vietnamese digit behind a scale adds: 3tr5, 2 triệu 3, 7tr500."""
    if language != "vi" or _unit_follows(scan, i + 1, None) or scan.find(i + 1, "scale", "tens"):
        return None
    value = scan.figure(i)
    if value is None:
        number = scan.find(i, "number", language="vi")
        ends = i + 1 == len(scan) or not scan.text_at(i + 1).isalpha() or scan.find(i + 1, "currency", "money_word")
        value = number.entry.value if number and (ends or not number.entry.weak) else None
    if value is None or value % 1 or value <= 0:
        return None
    digits = len(str(value))
    meant = digits in (1, 3) or (scan.glued(i) and digits == 2)
    return step * Decimal(value) / 10**digits if meant else None


def parse_at(scan: Scan, i: int) -> Parsed | None:
    """Return the longest number that begins at token i; of equally long ones a sure one."""
    kinds = ("number", "shift", "scale")
    start = i if scan.figure(i) is None else i + 3 if scan.text_at(i + 1) == "/" else i + 1
    languages = {f.entry.language for f in scan.at(start) if f.entry.kind in (*kinds, "half_after")}
    best: Parsed | None = None
    for language in sorted(languages):
        found = _number(scan, i, language, _ENDLESS)
        if found is None or found.end == i or not _counts(scan, found):
            continue
        if best is None or (found.end, found.sure) > (best.end, best.sure):
            best = found
    if scan.figure(i) is not None and (best is None or best.end == i + 1):
        return Parsed(scan.tokens[i].figure or Decimal(0), i, i + 1, None, True, None)
    return best


def _counts(scan: Scan, found: Parsed) -> bool:
    """Tell whether what was read as a number is meant as one."""
    if scan.figure(found.first) is not None:
        return True
    language = found.language or "en"
    if scan.before(found.first, "indefinite", language=language):
        return False
    if found.sure and (found.end - found.first > 1 or not scan.tokens[found.first].text.isascii()):
        return True
    if not scan.plausible(found.first, language):
        return False
    if found.sure or scan.only(found.first, found.end) or _unit_follows(scan, found.end, language, "currency"):
        return True
    # "do teen mahine": two or three months
    after = _number(scan, found.end, language, _ENDLESS)
    return bool(after and after.end > found.end and _unit_follows(scan, after.end, language))


def parse_all(scan: Scan) -> list[Parsed]:
    """Return the numbers of a text in order."""
    if scan.numbers is None:
        scan.numbers, i = [], 0
        while i < len(scan):
            number = parse_at(scan, i)
            if number:
                scan.numbers.append(number)
            i = number.end if number else i + 1
    return scan.numbers


def find_numbers(text: str) -> list[Number]:
    """Return the numbers of a text in order, words of four languages and their romanised spellings included.

    Words that are ordinary words as well ("do", "hai", "one") count beside a unit or when nothing else is said.
    """
    scan = Scan(text)
    return [
        Number(p.value, scan.tokens[p.first].start, scan.tokens[p.end - 1].end) for p in parse_all(scan)
    ]
