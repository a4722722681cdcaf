"""A text as tokens with offsets, and which known words stand where."""
from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import Any, NamedTuple

from language.lexicon import MARKED_ONLY, WORD, Entry, lexicon, unmarked
from language.normalise import fold_word, view

_FIGURE = r"\d+(?:[.,٬٫'’]\d+)*"
_TOKEN = re.compile(rf"(?P<figure>{_FIGURE})|(?P<word>{WORD})|(?P<sign>[^\w\s\u200c])")
_GROUPED = re.compile(r"\d{1,3}([.,٬'’])\d{3}(?:\1\d{3})*(?:[.,٫](\d{1,2}))?")
_INDIAN = re.compile(r"\d{1,2}(?:,\d\d)*,\d{3}(?:\.(\d{1,2}))?")
_DECIMAL = re.compile(r"\d+[.,٫]\d{1,2}")
_MARKED = re.compile("[ăâđêôơưạ-ỹàáãèéìíòóõùúýĩũ]")
_GLUED_NUMBERS = ("دو", "سه", "یه", "یک", "ده", "شش", "چهار", "چار", "پنج")
_LONGEST_FIGURE = 15  # digits; more is not an amount


class Token(NamedTuple):
    """A word, figure or sign: text in lower case, the same without marks, its place, and a figure's value."""

    text: str
    folded: str
    start: int
    end: int
    figure: Decimal | None


def _figure(written: str) -> Decimal | None:
    """Return the value of a figure: 1,50,000 and 1.500.000 are grouped, 7,5 and 8.33 are decimals."""
    if sum(map(str.isdigit, written)) > _LONGEST_FIGURE:
        return None
    if grouped := _GROUPED.fullmatch(written) or _INDIAN.fullmatch(written):
        rest = grouped[grouped.re.groups]
        whole = written[: -len(rest) - 1] if rest else written
        return Decimal(re.sub(r"\D", "", whole) + (f".{rest}" if rest else ""))
    if _DECIMAL.fullmatch(written):
        return Decimal(re.sub(r"[,٫]", ".", written))
    return Decimal(written) if written.isdigit() else None


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a text as given; offsets fit it."""
    found = []
    for match in _TOKEN.finditer(view(text)):
        written, start, end = match[0], match.start(), match.end()
        if match["figure"] is None:
            found.append(Token(written, fold_word(written), start, end, None))
        elif (value := _figure(written)) is not None:
            found.append(Token(written, written, start, end, value))
        else:  # 12.05.2026, 3,4,5: each run of digits by itself
            for part in re.finditer(r"\d+|[^\d]", written):
                figure = Decimal(part[0]) if part[0].isdigit() and len(part[0]) <= _LONGEST_FIGURE else None
                found.append(Token(part[0], part[0], start + part.start(), start + part.end(), figure))
    return _split_glued(found)


def _known(word: str, kind: str) -> bool:
    return any(entry.kind == kind for entry in lexicon().get(word, ()))


def _split_glued(tokens: list[Token]) -> list[Token]:
    """Split what Persian writes in one word: دوماه into number and unit, مهرماه into month and ماه."""
    out = []
    for token in tokens:
        cut = 0
        if token.figure is None and token.folded not in lexicon():
            number = next((h for h in _GLUED_NUMBERS if token.text.startswith(h)), "")
            if number and _known(token.folded[len(number) :], "unit"):
                cut = len(number)
            month = next((m for m in ("ماه", "mah") if token.folded.endswith(m)), "")
            if month and _known(token.folded[: -len(month)], "month"):
                cut = len(token.text) - len(month)
        for start, end in ((0, cut), (cut, len(token.text))):
            if start < end:
                part = token.text[start:end]
                out.append(Token(part, fold_word(part), token.start + start, token.start + end, token.figure))
    return out


class Found(NamedTuple):
    entry: Entry
    size: int  # tokens


class Scan:
    """The tokens of one text with lookups; one is shared by all finders of a message."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens_of(text)
        self._marked = bool(_MARKED.search(text.lower()))
        self._at: dict[int, list[Found]] = {}
        self._block()
        #: the numbers of the text, filled in by language.numbers when first asked for
        self.numbers: list[Any] | None = None
        shown = Counter(f.entry.language for i in range(len(self)) for f in self.at(i) if f.entry.kind == "markers")
        self._likely = {language for language, n in shown.items() if n == max(shown.values())}

    def __len__(self) -> int:
        return len(self.tokens)

    def _block(self) -> None:
        """Take fixed phrases out, whose words are no numbers or months there: công ty, one by one."""
        for i in range(len(self.tokens)):
            if blocked := self.find(i, "block"):
                self._at.update((j, []) for j in range(i, i + blocked.size))

    def at(self, i: int) -> list[Found]:
        """Return all known forms that begin at token i, longest first."""
        if i not in self._at:
            self._at[i] = self._look_up(i) if 0 <= i < len(self.tokens) else []
        return self._at[i]

    def _look_up(self, i: int) -> list[Found]:
        found = []
        for entry in lexicon().get(self.tokens[i].folded, ()):
            size = len(entry.folded)
            words = self.tokens[i : i + size]
            if len(words) < size or any(w.folded != f for w, f in zip(words, entry.folded, strict=True)):
                continue
            typed = tuple(w.text for w in words)
            if entry.language == "vi":
                # with marks a word means just that; in text without any it may be every word with these letters
                if typed == entry.marked:
                    found.append(Found(entry, size))
                elif not self._marked and typed == entry.folded and entry.value != MARKED_ONLY:
                    found.append(Found(unmarked(entry), size))
            elif typed == entry.folded or not entry.folded[0].isascii():  # "máy" is not the month of May
                found.append(Found(entry, size))
        return found

    def find(self, i: int, *kinds: str, language: str | None = None) -> Found | None:
        """Return the longest form of these kinds that begins at token i."""
        for found in self.at(i):
            if found.entry.kind in kinds and language in (None, found.entry.language):
                return found
        return None

    def before(self, i: int, *kinds: str, language: str | None = None) -> Found | None:
        """Return the longest form of these kinds that ends right before token i."""
        for size in (4, 3, 2, 1):
            for found in self.at(i - size):
                if found.size == size and found.entry.kind in kinds and language in (None, found.entry.language):
                    return found
        return None

    def figure(self, i: int) -> Decimal | None:
        return self.tokens[i].figure if 0 <= i < len(self.tokens) else None

    def text_at(self, i: int) -> str:
        return self.tokens[i].text if 0 <= i < len(self.tokens) else ""

    def glued(self, i: int) -> bool:
        """Tell whether token i follows the one before it without a blank."""
        return 0 < i < len(self.tokens) and self.tokens[i - 1].end == self.tokens[i].start

    def plausible(self, i: int, language: str) -> bool:
        """Tell whether the word at i may be of a language: by its script, in Latin letters by the words around."""
        if not self.tokens[i].text.isascii():
            return True
        if language == "fa" and self.find(i, "since_after", language="hi"):  # "2 mahine se roz": since, not three
            earlier = self.before(i, "unit", "day", "span", "month")
            if self.figure(i - 1) is not None or (earlier and earlier.entry.language != "fa"):
                return False
        return not self._likely or language in self._likely

    def only(self, start: int, end: int) -> bool:
        """Tell whether the text holds nothing beside these tokens but signs."""
        rest = self.tokens[:start] + self.tokens[end:]
        return not any(t.text[0].isalnum() for t in rest)
