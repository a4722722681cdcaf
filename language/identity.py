"""Numbers that identify people: telling them apart, and masking Aadhaar before anything is written down.

Sources of the shapes: Aadhaar 12 digits, first 2-9, Verhoeff (python-stdnum); UAN and e-Shram 12; ESI 10; Viet Nam CCCD
12 starting with a province 001-096, BHXH 10; Iranian national code 10 with a mod-11 check digit.
"""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import yaml
from stdnum import damm, verhoeff

from language.normalise import fold, fold_word, view
from language.reference import find_references, parse_reference

KINDS = ("phone", "uan", "esi", "bhxh", "cccd", "national_code", "aadhaar", "reference")
#: where each kind is in use; phone and reference are everywhere
HOME = {"uan": "in", "esi": "in", "aadhaar": "in", "bhxh": "vn", "cccd": "vn", "national_code": "ir"}
TWELVE_DIGITS = frozenset({"uan", "cccd"})

_INVISIBLE = r"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0f\u20e3\ufeff"
#: what people put between the groups of one number; a comma only where no space follows, else it is a list
_GAP = re.compile(rf"(?:[\s\-.\u2010-\u2015\u2212/_*|()~{_INVISIBLE}]{{1,3}}|,{{1}})\Z")
_GROUP = re.compile(r"\d+")
#: a date with another number beside it is not one number ("25-12-2025 5000")
_DATE = re.compile(
    r"(?:\d+\s+){0,2}(?:0?[1-9]|[12]\d|3[01])([/.\-])(?:0?[1-9]|1[0-2])\1(?:19|20|13|14)\d\d(?:\s+\d+){0,2}"
)
#: mobile numbers with country code; an Aadhaar number has no plus sign in front
_PHONE_ABROAD = re.compile(r"91[6-9]\d{9}|989\d{9}")
_MOST = 50  # numbers of one length looked at in one message; more is not a message
_BEFORE, _AFTER = 40, 18  # characters looked at on each side for a word that says what a number is


class Identifier(NamedTuple):
    """A number found at [start, end) of the text as given.

    value: digits only, phones with + and country code where it is known, references as SG-1234-5678-9.
    certain: False when several kinds fit; candidates then lists them, likeliest first, kind being the first.
    """

    kind: str
    value: str
    start: int
    end: int
    certain: bool
    candidates: tuple[str, ...]


# --- Aadhaar ---------------------------------------------------------------------------------------------------


class _Digits(dict[int, str]):
    """Any character that stands for a digit, superscript and circled ones too, as that ASCII digit."""

    def __missing__(self, code: int) -> str:
        digit = unicodedata.digit(chr(code), None)
        return chr(code) if digit is None else str(digit)


def _is_aadhaar(digits: str) -> bool:
    return len(digits) == 12 and digits[0] in "23456789" and verhoeff.is_valid(digits)


def _windows(text: str, total: int) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, digits) for all neighbouring whole groups of digits that make up `total` digits."""
    groups = [(m.start(), m.end()) for m in _GROUP.finditer(text)]
    for first, (start, end) in enumerate(groups):
        digits = text[start : min(end, start + total + 1)]
        for next_start, next_end in groups[first + 1 : first + total]:
            if len(digits) >= total or not _GAP.match(text[end : min(next_start, end + 4)]):
                break
            digits += text[next_start : min(next_end, next_start + total + 1)]
            end = next_end
        if len(digits) == total:
            yield start, end, digits


def _aadhaar_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans to mask; numbers that share digits are one span, so that no part of either stays."""
    spans: list[tuple[int, int]] = []
    for start, end, digits in _windows(text, 12):
        if not _is_aadhaar(digits) or _DATE.fullmatch(text[start:end]):
            continue
        if text[start - 1 : start] == "+" and _PHONE_ABROAD.fullmatch(digits):
            continue
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def mask_aadhaar(text: str, expected: str | None = None) -> str:
    """Return the text with every Aadhaar number as XXXX-XXXX-1234, however grouped and in any script's digits.

    When the open question asks for another 12-digit number (expected "uan" or "cccd") only numbers called Aadhaar
    by the words beside them are masked.
    """
    digits = text.translate(_Digits())
    out, done = [], 0
    for start, end in _aadhaar_spans(digits):
        if expected in TWELVE_DIGITS and _label(digits, start, end) != "aadhaar":
            continue
        last = re.sub(r"\D", "", digits[start:end])[-4:]
        out += [text[done:start], "XXXX-XXXX-", last]
        done = end
    return "".join(out) + text[done:]


# --- words beside a number -------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _labels() -> tuple[re.Pattern[str], dict[str, str]]:
    data = yaml.safe_load((Path(__file__).parent / "words" / "identity.yml").read_text(encoding="utf-8"))
    kinds = {fold(word): kind for kind, words in data.items() for word in words.split(",") if fold(word)}
    longest_first = sorted(kinds, key=len, reverse=True)
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, longest_first))})(?![^\W\d_])"), kinds


def _nearest(folded: str, after: bool) -> tuple[int, str] | None:
    """Return (distance, kind) of the label nearest to the number in the folded text of one side."""
    pattern, kinds = _labels()
    found = None
    for match in pattern.finditer(folded):
        found = match
        if after:
            break
    if found is None:
        return None
    gap = found.start() if after else len(folded) - found.end()
    if kinds[found[0]] == "other" and gap > (1 if after else 8):
        return None
    return (2 * gap + 2 if after else gap), kinds[found[0]]  # labels mostly stand in front


def _label(text: str, start: int, end: int) -> str | None:
    before = re.split(r"[\n;]|\d{4}", text[max(0, start - _BEFORE) : start])[-1]
    behind = re.split(r"[\n;.,،]|\d{4}", text[end : end + _AFTER])[0]
    sides = [_nearest(fold_word(before), after=False), _nearest(fold_word(behind), after=True)]
    return min((s for s in sides if s), default=(0, None))[1]


# --- telling them apart ----------------------------------------------------------------------------------------

_PHONES = {
    "in": ("+91", re.compile(r"(?:0091|91|0)?([6-9]\d{9})"), re.compile(r"0([1-8]\d{9})|(1800\d{6,7})")),
    "vn": ("+84", re.compile(r"(?:0084|84|0)([35789]\d{8})"), re.compile(r"0(2\d{9})|(1[89]00\d{4,6})")),
    "ir": ("+98", re.compile(r"(?:0098|98|0)?(9\d{9})"), re.compile(r"0([1-8]\d{9})")),
}


def is_national_code(digits: str) -> bool:
    """Tell whether ten digits are an Iranian national code: mod-11 check digit, not one digit ten times."""
    if len(digits) != 10 or not digits.isascii() or not digits.isdigit() or len(set(digits)) == 1:
        return False
    rest = sum(int(d) * (10 - i) for i, d in enumerate(digits[:9])) % 11
    return int(digits[9]) == (rest if rest < 2 else 11 - rest)


def _phone(digits: str, plus: bool, jurisdiction: str | None, asked: bool) -> str | None:
    """Return the number as +CC... if it is a phone; landlines only when the question or a word says phone."""
    full = digits.removeprefix("00") if digits.startswith("00") else digits
    for country, (code, mobile, landline) in _PHONES.items():
        abroad = plus or digits.startswith("00")
        if jurisdiction not in (country, None) and not (abroad and full.startswith(code[1:])):
            continue
        found = mobile.fullmatch(digits) or (landline.fullmatch(digits) if asked else None)
        if found:
            return found[2] if found.lastindex == 2 else code + found[1]  # toll-free numbers have no country code
    return None


def _shapes(digits: str, jurisdiction: str | None) -> list[str]:
    """Return the kinds other than phone whose shape fits, likeliest first."""
    kinds = []
    if len(digits) == 12:
        if _is_aadhaar(digits):
            kinds.append("aadhaar")
        if digits[0] == "0" and 1 <= int(digits[:3]) <= 96:
            kinds.append("cccd")
        elif digits[0] != "0":
            kinds.append("uan")
    elif len(digits) == 10:
        kinds += ["national_code"] if is_national_code(digits) else []
        kinds += ["bhxh", "esi"]
    elif len(digits) == 9 and damm.is_valid(digits):
        kinds.append("reference")
    return [k for k in kinds if jurisdiction in (None, HOME.get(k, jurisdiction))]


def _identify(
    text: str, start: int, end: int, digits: str, jurisdiction: str | None, expected: str | None
) -> Identifier | None:
    """Return what the run of digits at [start, end) is, or None when it is none of ours."""
    plus, groups, label = text[start - 1 : start] == "+", _GROUP.findall(text[start:end]), _label(text, start, end)
    phone = _phone(digits, plus, jurisdiction, asked="phone" in (label, expected))
    shapes = _shapes(digits, jurisdiction)
    if phone:
        shapes = ["phone"] if plus else ["phone", *shapes]

    def found(kind: str, certain: bool) -> Identifier:
        value = {"phone": phone, "reference": parse_reference(digits)}.get(kind) or digits
        candidates = (kind, *(k for k in shapes if k != kind))
        return Identifier(kind, value, start - plus, end, certain, candidates)

    # a word beside it or the open question knows better than the jurisdiction: migrants carry foreign numbers
    for said in (label, expected):
        if said and (said in _shapes(digits, None) or (said == "phone" and phone)):
            return found(said, certain=said == label or label not in KINDS)
    if label == "other" or not shapes or shapes[0] == "reference":
        return None
    if label in HOME and label not in shapes:  # called something it cannot be: ask rather than guess
        return found(shapes[0], certain=False)
    # several groups may as well be several numbers: only what has a shape of its own is taken
    loose = len(groups) > 1 and [len(g) for g in groups] != [4, 4, 4]
    if loose and shapes[0] in ("esi", "bhxh", "uan"):
        return None
    guess = shapes[0] in ("esi", "bhxh") or (shapes[0] == "uan" and digits[0] != "1")
    both = {"phone", "national_code"} <= set(shapes)
    alone = len(shapes) == 1 or shapes[0] == "aadhaar" or jurisdiction is not None
    return found(shapes[0], certain=alone and not guess and not both)


def find_identifiers(text: str, jurisdiction: str | None, expected: str | None) -> list[Identifier]:
    """Return the identity numbers, phones and grievance numbers in a text, in order, without overlaps.

    jurisdiction: in, vn, ir or None when it is not known; expected: the kind the open question asks for. A number
    whose neighbour word names something else (a bank account, a postal code) is left out.
    """
    references = [
        Identifier("reference", r.value, r.start, r.end, True, ("reference",)) for r in find_references(text)
    ]
    shown = view(text)
    possible = [
        known
        for length in range(9, 15)
        for start, end, digits in islice(_windows(shown, length), _MOST)
        if not _DATE.fullmatch(shown[start:end])
        and (known := _identify(shown, start, end, digits, jurisdiction, expected))
    ]

    def likeliest_first(known: Identifier) -> tuple[bool, bool, bool, int]:
        written = shown[known.start : known.end]
        return written[0] != "+", not written.isdigit(), not known.certain, -len(written)

    taken, chosen = bytearray(len(text)), []
    for known in references + sorted(possible, key=likeliest_first):
        if not any(taken[known.start : known.end]):
            taken[known.start : known.end] = b"\1" * (known.end - known.start)
            chosen.append(known)
    return sorted(chosen, key=lambda known: known.start)
