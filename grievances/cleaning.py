"""A worker's words without what tells who they are, or nothing when that cannot be made sure.

Numbers of four digits or more, however grouped or spelled out, links, e-mail addresses, grievance numbers, days, known
places and names give way to a placeholder like <phone>. A text that introduces somebody by name or gives an address is
refused, and so is a long one. Names without any such mark can remain: a person reads each text before it is used.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from jurisdictions import Jurisdiction
from language.dates import find_dates
from language.durations import find_durations
from language.identity import find_identifiers
from language.lexicon import WORD, lexicon
from language.money import find_money
from language.normalise import fold, fold_word, normalise

#: characters; a longer story tells who it is about by itself
LONGEST = 600
#: words that must be left beside the placeholders
FEWEST = 2
#: digits in a row, or digit words, from which a number can be somebody's
MOST_DIGITS, MOST_SPOKEN = 3, 3
#: digits that may be left in all: a number told in pieces with words between is still a number
MOST_LEFT = 8
PLACEHOLDER = re.compile(r"<[a-z]+>")

_MAIL = re.compile(r"\S+\s?@\s?\S+(?:\s?\.\s?\w+)*|\S*@\S*")
#: "ramesh at gmail dot com"
_PROVIDER = re.compile(
    r"(?i)(?:\S+\s+){0,2}(?<!\S)(?:gmail|yahoo|hotmail|outlook|rediff|icloud|protonmail)\S*(?:\s+dot\s+\S+)?"
)
_LINK = re.compile(r"(?i)\S*(?://|www\.|\b(?:t|wa|zalo)\.me\b)\S*|\S+\.(?:com|org|net|info|gov|in|vn|ir|me|co)\b\S*")
#: digits with signs or blanks between them, and the rest of the word they stand in
_RUN = re.compile(r"[^\s,;:!?()\"'।]*\d(?:[\W_]{0,8}\d)*[^\s,;:!?()\"'।]*")
#: letters and digits in turn, as in the number of a vehicle or a paper
_MIXED = re.compile(r"\b(?=\w*\d\w*[^\W\d_]\w*\d|\w*[^\W\d_]\w*\d+\w*[^\W\d_])\w+")
_WORD = re.compile(WORD)
_SENTENCE_ENDS = ".!?।؟…"


class _Span(NamedTuple):
    start: int
    end: int
    what: str


def clean(text: str, here: Jurisdiction, today: date, known: Iterable[str] = ()) -> str | None:
    """The text without personal data, on one line, or None. `known`: the person's own name and the like, as told."""
    text = _plain(text)
    if not text or len(text) > LONGEST or _refused(_words(text)):
        return None
    names = {word for name in known for word in _words(name) if len(word) > 1}
    spans = [*_numbers(text, here, today), *_written_out(text), *_people(text, names, here.id), *_places(text, here)]
    masked = _masked(text, spans)
    return masked if _is_clean(masked) else None


def _words(text: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in _WORD.findall(normalise(text)))


def _plain(text: str) -> str:
    """One spelling, every kind of digit as ASCII, no brackets: those are ours, or mark entities in training data."""
    text = normalise(unicodedata.normalize("NFKC", text))
    text = "".join(c if (digit := unicodedata.digit(c, None)) is None else str(digit) for c in text)
    return normalise(re.sub(r"[<>\[\]{}]", " ", text)).lstrip("-•* ")


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "identifying.yml").read_text("utf-8"))
    return data


@lru_cache(maxsize=8)
def _forms(section: str) -> frozenset[tuple[str, ...]]:
    """The forms of a section, each as its folded words."""
    return frozenset(_words(str(form)) for form in _data()[section])


@lru_cache(maxsize=8)
def _by_group(section: str, group: str | None) -> frozenset[tuple[str, ...]]:
    """The same of a section with groups: of one, or of all where there is none of that name."""
    groups = _data()[section]
    chosen = [groups[group]] if group in groups else groups.values()
    return frozenset(_words(str(form)) for forms in chosen for form in forms)


@lru_cache(maxsize=1)
def _as_written() -> frozenset[tuple[str, ...]]:
    """Names that other words look like once their marks are gone: "tuấn" and "tuần"."""
    return frozenset(tuple(normalise(str(form)).lower().split()) for form in _data()["names_as_written"])


def _refused(words: tuple[str, ...]) -> bool:
    forms = _by_group("refused", None)
    longest = max(map(len, forms))
    return any(words[i : i + n] in forms for i in range(len(words)) for n in range(1, longest + 1))


def _numbers(text: str, here: Jurisdiction, today: date) -> Iterator[_Span]:
    """Numbers that can be somebody's, addresses of mail and pages, days in figures."""
    for pattern, what in ((_MAIL, "email"), (_PROVIDER, "email"), (_LINK, "link")):
        yield from (_Span(m.start(), m.end(), what) for m in pattern.finditer(text))
    for known in find_identifiers(text, here.id, None):
        yield _Span(known.start, known.end, {"phone": "phone", "reference": "case"}.get(known.kind, "number"))
    lasting = find_durations(text)
    for day in find_dates(text, today, here.id):
        counted = any(span.start < day.end and day.start < span.end for span in lasting)  # "for 62 days"
        if day.precision == "day" and not counted and _digits(text[day.start : day.end]):
            yield _Span(day.start, day.end, "date")
    for money in find_money(text, here.id):
        if _digits(text[money.start : money.end]) > MOST_DIGITS:
            yield _Span(money.start, money.end, "money")
    for match in _RUN.finditer(text):
        if _digits(match[0]) > MOST_DIGITS:
            yield _Span(match.start(), match.end(), "number")
    yield from (_Span(m.start(), m.end(), "number") for m in _MIXED.finditer(text))


def _written_out(text: str) -> Iterator[_Span]:
    """Four number words in a row and more: a telephone number spelled out."""
    run: list[re.Match[str]] = []
    for match in [*re.finditer(rf"{WORD}|\d+", text), None]:
        if match and (match[0].isdigit() or _is_number(fold_word(match[0].lower()))):
            run.append(match)
            continue
        if len(run) > MOST_SPOKEN:
            yield _Span(run[0].start(), run[-1].end(), "number")
        run = []


def _is_number(word: str) -> bool:
    return word in ("double", "triple", "डबल", "trip") or any(
        entry.kind == "number" and len(entry.folded) == 1 for entry in lexicon().get(word, ())
    )


def _people(text: str, known: Collection[str], country: str) -> Iterator[_Span]:
    """Names: those the person told us, common ones, words beside a title, capitals inside a sentence."""
    words = list(_WORD.finditer(text))
    folded = [fold(word[0]) for word in words]
    listed, kept = _by_group("names", country), {form[0] for form in _forms("capitals_kept")}
    written, as_written = [word[0].lower() for word in words], _as_written()
    before, two, after = (
        {form[0] for form in _forms(section)} for section in ("before_a_name", "before_two", "after_a_name")
    )
    not_before = {form[0] for form in _forms("not_before")}
    for i, word in enumerate(words):
        name = folded[i] in known or (folded[i],) in listed or (written[i],) in as_written
        if tuple(written[i : i + 2]) in as_written:  # nguyễn văn, and the one or two words of the name itself
            yield from (_Span(w.start(), w.end(), "name") for w in words[i : i + 4])
        capital = word[0][0].isupper() and not word[0].isupper() and folded[i] not in kept and not _starts(text, word)
        titled = bool(i) and (folded[i - 1] in before or folded[i - 1] in two or (i > 1 and folded[i - 2] in two))
        called = i + 1 < len(words) and folded[i + 1] in after and folded[i] not in not_before
        if name or capital or titled or called:
            yield _Span(word.start(), word.end(), "name")


def _starts(text: str, word: re.Match[str]) -> bool:
    """Whether a word begins a sentence, where everything has a capital."""
    ahead = text[: word.start()].rstrip(" \"'(")
    return not ahead or ahead[-1] in _SENTENCE_ENDS


def _places(text: str, here: Jurisdiction) -> Iterator[_Span]:
    """States, districts and towns of the jurisdiction's data."""
    words = list(_WORD.finditer(text))
    folded = [fold(word[0]) for word in words]
    names = _place_names(here)
    longest = max(map(len, names), default=0)
    for i in range(len(words)):
        for n in range(min(longest, len(words) - i), 0, -1):
            if tuple(folded[i : i + n]) in names:
                yield _Span(words[i].start(), words[i + n - 1].end(), "place")
                break


@lru_cache(maxsize=8)
def _names_of(places: tuple[tuple[str, ...], ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(words for names in places for name in names if (words := _words(name)))


def _place_names(here: Jurisdiction) -> frozenset[tuple[str, ...]]:
    return _names_of(tuple((*place.names.values(), *place.aliases) for place in here.places.values()))


def _masked(text: str, spans: Iterable[_Span]) -> str:
    """The text with spans replaced; overlapping ones become one, called after the first that was found for sure."""
    out, done, end, what = [], 0, -1, ""
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if span.start < end:
            end = max(end, span.end)
            continue
        if end >= 0:
            out.append(f" <{what}> ")
            done = end
        out.append(text[done : span.start])
        end, what = span.end, span.what
    if end >= 0:
        out.append(f" <{what}> ")
        done = end
    joined = " ".join(("".join(out) + text[done:]).split())
    return re.sub(r"(<[a-z]+>)(?:[\s,;.\-]*\1)+", r"\1", joined)


def _digits(text: str) -> int:
    return sum(c.isdigit() for c in text)


def _is_clean(masked: str) -> bool:
    """The last look: nothing of what must go is there any more, and enough is left to learn from."""
    rest = PLACEHOLDER.sub(" \x1f ", masked)
    if "@" in rest or any(_digits(m[0]) > MOST_DIGITS for m in _RUN.finditer(rest)):
        return False
    if _digits(rest) > MOST_LEFT:
        return False
    words = [word for word in _WORD.findall(rest) if len(word) > 1]
    return len(words) >= FEWEST and len(words) > len(PLACEHOLDER.findall(masked))
