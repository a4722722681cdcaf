"""The names of employers that people write: "company name is X", "X Pvt Ltd", "Công ty TNHH X", "شرکت X".

A name is taken only where a word beside it says that it is one; a wrong name would keep the form from asking.
"""
from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml

from language.lexicon import pieces
from language.normalise import fold_word, normalise
from language.scan import Token, tokens_of

Phrase = tuple[tuple[str, ...], tuple[str, ...]]
_QUOTES = {"«": "»", "“": "”", '"': '"', "'": "'", "‘": "’"}
_JOINING = frozenset({"&", "and", "of", "và", "-", "'", "’"})
_LINKING = frozenset({":", "-", "–", "="})
_MOST, _MOST_SMALL = 9, 5  # words of a name; of one in small letters
#: of more capitalised words than this share a message tells nothing by its capitals
_TITLED, _FEW = 0.9, 5
#: the sections of employers.yml that tell of a name; the others tell how far it goes
_CUES = frozenset(
    {"naming", "naming_capital", "forms", "forms_capital", "trades", "trades_plain", "heads", "heads_after",
     "workplace", "legal_workplace"}
)  # fmt: skip
#: English and Hindi are mixed in one message
_TOGETHER = {"en": ("en", "hi"), "hi": ("hi", "en"), "vi": ("vi",), "fa": ("fa",)}


class Employer(NamedTuple):
    """An employer's name as written, at [start, end) of the text as given."""

    name: str
    start: int
    end: int


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, dict[str, list[Phrase]]]]:
    """Return the phrases by language, section and first word without marks, longest first."""
    data = yaml.safe_load((Path(__file__).parent / "words" / "employers.yml").read_text(encoding="utf-8"))
    found: dict[str, dict[str, dict[str, list[Phrase]]]] = {}
    for language, sections in data.items():
        found[language] = {}
        for section, forms in sections.items():
            index: dict[str, list[Phrase]] = {}
            for form in forms.split(","):
                marked = tuple(pieces(normalise(form).lower()))
                folded = tuple(fold_word(piece) for piece in marked)
                index.setdefault(folded[0], []).append((marked, folded))
            found[language][section] = {
                first: sorted(phrases, key=lambda p: -len(p[0])) for first, phrases in index.items()
            }
    return found


@lru_cache(maxsize=1)
def _told_by() -> dict[str, set[str]]:
    """Return the languages by the first words of all that tells of a name, so that most words are passed over."""
    found: dict[str, set[str]] = {}
    for language, sections in _words().items():
        for section in _CUES & sections.keys():
            for first in sections[section]:
                found.setdefault(first, set()).add(language)
    return found


class _Reader:
    """A message's tokens, and which of the words that tell of employers stand where."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text, self.tokens = text, tokens
        words = [t for t in self.tokens if t.text[0].isalpha() and t.text[0].isascii()]
        capitals = sum(text[t.start].isupper() for t in words)
        self._marked = any(t.text != t.folded for t in words)
        self.cased = len(words) < _FEW or capitals < _TITLED * len(words)

    def at(self, i: int, language: str, *sections: str) -> int:
        """Return the token behind the longest phrase of these sections at token i, or 0."""
        if not 0 <= i < len(self.tokens):
            return 0
        ends = [
            self._matched(i, phrase)
            for section in sections
            for phrase in _words()[language].get(section, {}).get(self.tokens[i].folded, ())
        ]
        return max(ends, default=0)

    def any_at(self, i: int, language: str, *sections: str) -> int:
        return max(self.at(i, other, *sections) for other in _TOGETHER[language])

    def _matched(self, i: int, phrase: Phrase) -> int:
        j = i
        for marked, folded in zip(*phrase, strict=True):
            while j > i and j < len(self.tokens) and self.tokens[j].text in (".", ","):  # Pvt. Ltd., Co., Ltd
                j += 1
            if j >= len(self.tokens):
                return 0
            word: Token = self.tokens[j]
            if word.text != marked and (self._marked or not word.text == word.folded == folded):
                return 0
            j += 1
        return j

    def word(self, i: int) -> bool:
        return 0 <= i < len(self.tokens) and self.tokens[i].text[0].isalpha()

    def capital(self, i: int) -> bool:
        return self.word(i) and self.text[self.tokens[i].start].isupper()

    def sign(self, i: int) -> str:
        return self.tokens[i].text if 0 <= i < len(self.tokens) and not self.tokens[i].text[0].isalnum() else ""

    def closed(self, i: int, language: str) -> bool:
        """Tell whether a name in small letters may end before token i: a sentence does, or "is" follows."""
        return i >= len(self.tokens) or bool(self.sign(i)) or bool(self.any_at(i, language, "copula"))

    def employer(self, first: int, end: int) -> Employer:
        last = self.tokens[end - 1].end
        dotted = "." in self.text[self.tokens[first].start : last]
        if dotted and self.text[last : last + 1] == "." and self.sign(end) == ".":
            last += 1
        start = self.tokens[first].start
        return Employer(self.text[start:last], start, last)

    # --- how far a name goes -----------------------------------------------------------------------------------

    def quoted(self, i: int) -> tuple[int, int] | None:
        """Return the tokens between the quotes that open at token i."""
        closing = _QUOTES.get(self.sign(i))
        end = next((j for j in range(i + 1, min(i + _MOST, len(self.tokens))) if self.sign(j) == closing), None)
        return (i + 1, end) if closing and end and end > i + 1 else None

    def capitals(self, i: int, language: str) -> int:
        """Return the end of the run of capitalised words from token i, a legal form included; i when there is none."""
        end = i
        while end - i < _MOST:
            joined = end + 1 if end > i and self.shown(end) in _JOINING else end
            if not self.capital(joined) or self.any_at(joined, language, "ordinary"):
                break
            end = joined + 1
            if self.sign(end) == "." and end == joined + 1 and len(self.tokens[joined].text) == 1:  # A. K. Mills
                end += 1 if self.capital(end + 1) else 0
        return max(end, self.any_at(end, language, "forms")) if end > i else i

    def shown(self, i: int) -> str:
        return self.tokens[i].text if 0 <= i < len(self.tokens) else ""

    def small(self, i: int, language: str) -> int:
        """Return the end of a name in small letters from token i; i when what stands there is not one."""
        end = i
        while self.word(end) or (end > i and self.shown(end) == "&"):
            if self.any_at(end, language, "stops", "copula"):
                break
            if self.any_at(end, language, "ordinary") or end - i > _MOST_SMALL:
                return i
            end += 1
        if form := self.any_at(end, language, "forms"):
            end = form
        return end if end - i <= _MOST_SMALL else i

    def back(self, i: int, language: str, least: int, capitals: bool) -> int:
        """Return the first token of the name that ends before token i; i when there is none."""
        first = i
        while i - first < _MOST:
            before = first - 1
            if before > 0 and self.shown(before) in _JOINING and self.capital(before - 1) and capitals:
                before -= 1
            if not self.word(before) or self.any_at(before, language, "ordinary"):
                break
            if (capitals and not self.capital(before)) or (not capitals and self.any_at(before, language, "stops")):
                break
            first = before
        fits = least <= i - first <= (_MOST if capitals else _MOST_SMALL)
        return first if fits else i


def _named(reader: _Reader, i: int, language: str) -> tuple[int, int] | None:
    """Return the name behind "company name is" and the like."""
    anyhow = reader.at(i, language, "naming")
    name = max(anyhow, reader.at(i, language, "naming_capital"))
    if not name:
        return None
    linked = False
    while link := reader.at(name, language, "linking") or (name + 1 if reader.sign(name) in _LINKING else 0):
        name, linked = link, True
    if quoted := reader.quoted(name):
        return quoted
    if reader.cased and reader.capital(name):
        end = reader.capitals(name, language)
        return (name, end) if end > name else None
    end = reader.small(name, language) if anyhow else name
    ended = reader.closed(end, language)
    mixed = language in _TOGETHER["en"] and end - name > 1
    sure = linked or mixed or reader.any_at(end, language, "copula")
    return (name, end) if end > name and ended and sure else None


def _headed(reader: _Reader, i: int, language: str) -> tuple[int, int] | None:
    """Return the name that begins with "Công ty", "sherkate": with capitals, or behind a legal form."""
    name = reader.at(i, language, "heads")
    if not name:
        return None
    legal = False
    while more := reader.at(name, language, "legal", "kinds"):
        legal, name = legal or bool(reader.at(name, language, "legal")), more
    if quoted := reader.quoted(name):
        return i, quoted[1] + 1
    if reader.cased and (end := reader.capitals(name, language)) > name:
        nobody = len(reader.tokens[name].text) == 1 or reader.at(name, language, "alone")  # "cty A", "công ty Nhật"
        return None if end == name + 1 and nobody else (i, end)
    if legal and not reader.capital(name) and (end := reader.small(name, language)) > name:
        return i, end
    return None


def _worked_at(reader: _Reader, i: int, language: str) -> tuple[int, int] | None:
    """Return the name behind شرکت: in quotes, with a legal form, or where somebody works."""
    legal = reader.at(i, language, "legal_workplace")
    name = legal or reader.at(i, language, "workplace")
    if not name:
        return None
    if quoted := reader.quoted(name):
        return i, quoted[1] + 1
    if reader.sign(i - 1) in _QUOTES and (inside := reader.quoted(i - 1)):
        return inside
    if (end := reader.small(name, language)) == name:
        return None
    works = reader.at(i - 1, language, "inside") and reader.at(end, language, "working")
    return (i, end) if end - name > 1 and (legal or works) else None


def _formed(reader: _Reader, i: int, language: str) -> tuple[int, int] | None:
    """Return the name that ends with a legal form or, with capitals, with a trade."""
    capitals = reader.cased and reader.capital(i - 1)
    if end := reader.at(i, language, "forms"):
        first = reader.back(i, language, 1, capitals)
        return (first, end) if first < i else None
    if not reader.cased or language != "en":
        plain = reader.at(i, language, "trades_plain")
        first = reader.back(i, language, 1, capitals=False) if plain else i
        return (first, plain) if first < i else None
    end = reader.at(i, language, "forms_capital", "trades", "heads_after")
    if not end or not reader.capital(i) or not capitals or reader.at(end, language, "trades", "heads_after"):
        return None
    least = 2 if reader.at(i, language, "heads_after") else 1
    first = reader.back(i, language, least, capitals=True)
    return (first, end) if first < i and not reader.at(first, language, "trades") else None


def find_employers(text: str, tokens: list[Token] | None = None) -> list[Employer]:
    """Return the names of employers in a text, in order, without overlaps; the name stands as it was written.

    `tokens` are the text's own, where they are known already.
    """
    reader = _Reader(text, tokens_of(text) if tokens is None else tokens)
    spans = {
        (rule is not _named, first - end, first, end)  # what is called a name comes first, then the longest
        for i in range(len(reader.tokens))
        for language in _told_by().get(reader.tokens[i].folded, ())
        for rule in (_named, _headed, _worked_at, _formed)
        for first, end in [rule(reader, i, language) or (i, i)]
        if first < end
    }
    found: list[tuple[int, int]] = []
    taken: set[int] = set()
    for _, _, first, end in sorted(spans):
        if taken.isdisjoint(range(first, end)):
            taken.update(range(first, end))
            found.append((first, end))
    return [reader.employer(first, end) for first, end in sorted(found)]
