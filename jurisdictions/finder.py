"""Names found in running text through an index: whole words, after folding, the longest first."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

from language.normalise import fold, normalise

# How a name counts: anywhere; inside a sentence only with its own marks ("marked") or only beside a frame or its own
# state ("framed"), else and for "alone" only when nothing else is said.
Use = Literal["anywhere", "marked", "framed", "alone"]
Words = tuple[str, ...]
# Marks that Vietnamese alone writes: a word that has one is no name of a language without them.
_VIETNAMESE = frozenset(("\u0309", "o\u031b", "u\u031b", "đ"))
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
# Shorter names with an ending of speech are too often another word.
_LETTERS_BEFORE_ENDING = 4


def words_of(text: str) -> Words:
    """The folded words of a text. Vowel signs belong to their letters, joiners count for nothing."""
    return tuple(part for word in _split(normalise(text).casefold()) for part in _folded(word))


def _split(text: str) -> list[str]:
    kept = (
        "" if (category := unicodedata.category(sign)) == "Cf" else sign if category[0] in "LMN" else " "
        for sign in text
    )
    return "".join(kept).split()


@lru_cache(4096)
def _folded(word: str) -> Words:
    return tuple(_split(fold(word)))


@lru_cache(4096)
def _marks(word: str) -> frozenset[str]:
    """The marks of a word in Latin letters. A tone counts for the whole word: "hoà" is "hòa"."""
    if not any("a" <= sign <= "z" or sign == "đ" for sign in word):
        return frozenset()
    marks, letter = set(), ""
    for sign in unicodedata.normalize("NFD", word):
        if unicodedata.combining(sign):
            marks.add(sign if sign in _TONES else letter + sign)
        else:
            letter = sign
            if sign == "đ":
                marks.add(sign)
    return frozenset(marks)


class Hit(NamedTuple):
    """A name in a text. Several keys: a name that they share. `work`: it stands where the place of work is told."""

    keys: tuple[str, ...]
    letters: int
    work: bool


@dataclass(frozen=True, slots=True)
class Frames:
    """Words beside a name: those that make an everyday word a name ("district"), those that tell the place of work,
    those that say nothing ("ji"), and what speech ties to the last word of a name ("تهرانم")."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    work_before: tuple[str, ...] = ()
    work_after: tuple[str, ...] = ()
    around: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()


class _Name(NamedTuple):
    key: str
    use: Use
    marks: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class _Text:
    """A text cut into folded words, each with the marks it was written with."""

    words: Words
    marks: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, text: str) -> _Text:
        pairs = [(part, _marks(word)) for word in _split(normalise(text).casefold()) for part in _folded(word)]
        return cls(tuple(word for word, _ in pairs), tuple(marks for _, marks in pairs))


@dataclass(slots=True)
class _Phrases:
    """Phrases that may stand directly before or after a span; marks must not contradict."""

    known: dict[Words, list[tuple[frozenset[str], ...]]] = field(default_factory=dict)
    longest: int = 0

    @classmethod
    def of(cls, phrases: Iterable[str]) -> _Phrases:
        made = cls()
        for phrase in phrases:
            text = _Text.of(phrase)
            made.known.setdefault(text.words, []).append(text.marks)
            made.longest = max(made.longest, len(text.words))
        return made

    def stand(self, text: _Text, start: int, end: int) -> bool:
        """Whether exactly these words are one of the phrases."""
        return any(_agree(text.marks[start:end], marks) for marks in self.known.get(text.words[start:end], ()))


def _agree(written: tuple[frozenset[str], ...], own: tuple[frozenset[str], ...]) -> bool:
    """Whether the marks written are among a name's own: leaving them out is haste, other ones are another word."""
    return all(some <= all_ for some, all_ in zip(written, own, strict=True))


def _beside(text: _Text, start: int, end: int, before: _Phrases, after: _Phrases) -> bool:
    """Whether a phrase stands directly before or after these words."""
    return any(before.stand(text, at, start) for at in range(max(0, start - before.longest), start)) or any(
        after.stand(text, end, at) for at in range(end + 1, min(len(text.words), end + after.longest) + 1)
    )


class Finder:
    """Finds the keys whose names occur in a text, by a dictionary of folded words."""

    __slots__ = (
        "_after", "_around", "_before", "_endings", "_index", "_kin", "_longest", "_work_after", "_work_before",
    )  # fmt: skip

    def __init__(
        self,
        names: Iterable[tuple[str, str]],
        alone: Iterable[tuple[str, str]] = (),
        framed: Iterable[tuple[str, str]] = (),
        marked: Iterable[tuple[str, str]] = (),
        *,
        frames: Frames | None = None,
        kin: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        """Names as pairs (name, key). `kin`: for a key the keys beside whose names its framed names count."""
        frames = frames or Frames()
        self._index: dict[Words, list[_Name]] = {}
        uses: tuple[tuple[Use, Iterable[tuple[str, str]]], ...] = (
            ("anywhere", names), ("marked", marked), ("framed", framed), ("alone", alone),
        )  # fmt: skip
        for use, pairs in uses:
            for name, key in pairs:
                text = _Text.of(name)
                if text.words:
                    self._index.setdefault(text.words, []).append(_Name(key, use, text.marks))
        self._longest = max(map(len, self._index), default=0)
        self._before, self._after = _Phrases.of(frames.before), _Phrases.of(frames.after)
        self._work_before, self._work_after = _Phrases.of(frames.work_before), _Phrases.of(frames.work_after)
        self._around = frozenset(word for phrase in frames.around for word in words_of(phrase))
        self._endings = frames.endings
        self._kin = kin or {}

    def find(self, text: str) -> dict[str, int]:
        """The keys named in the text, each with the letters of its longest name there. Names do not overlap."""
        found: dict[str, int] = {}
        for hit in self.search(text):
            for key in hit.keys:
                found[key] = max(found.get(key, 0), hit.letters)
        return found

    def search(self, text: str) -> list[Hit]:
        """The names in the text, the longest first; a name counts once for each place where it stands."""
        cut = _Text.of(text)
        kept = [at for at, word in enumerate(cut.words) if word not in self._around]
        whole = (kept[0], kept[-1] + 1) if kept else (0, len(cut.words))
        hits: list[Hit] = []
        taken: set[int] = set()
        for length in range(min(self._longest, len(cut.words)), 0, -1):
            for start in range(len(cut.words) - length + 1):
                end = start + length
                if taken.intersection(range(start, end)):
                    continue
                keys = self._counting(cut, start, end, (start, end) in (whole, (0, len(cut.words))))
                if keys:
                    taken.update(range(start, end))
                    hits.append(self._hit(cut, start, end, keys))
        return hits

    def _counting(self, cut: _Text, start: int, end: int, alone: bool) -> tuple[str, ...]:
        """The keys named by exactly these words, as far as the names count here."""
        counting = (
            name.key
            for name in self._named(cut, start, end)
            if alone
            or name.use == "anywhere"
            or (name.use == "marked" and any(cut.marks) and cut.marks[start:end] == name.marks)
            or (name.use in ("marked", "framed") and self._framed(cut, start, end, name.key))
        )
        return tuple(dict.fromkeys(counting))

    def _named(self, cut: _Text, start: int, end: int) -> Iterator[_Name]:
        for words in self._spellings(cut.words[start:end]):
            names = self._index.get(words, ())
            # A name that nobody writes with marks may be written with any: a worker's Paṭnā is Patna.
            free = not any(any(name.marks) for name in names)
            free = free and not any(_VIETNAMESE & marks for marks in cut.marks[start:end])
            yield from (name for name in names if free or _agree(cut.marks[start:end], name.marks))

    def _spellings(self, words: Words) -> Iterator[Words]:
        yield words
        for ending in self._endings:
            if words[-1].endswith(ending) and len(words[-1]) >= _LETTERS_BEFORE_ENDING + len(ending):
                yield (*words[:-1], words[-1].removesuffix(ending))

    def _framed(self, cut: _Text, start: int, end: int, key: str) -> bool:
        if _beside(cut, start, end, self._before, self._after):
            return True
        kin, own = (*self._kin.get(key, ()), key), cut.words[start:end]
        spans = [(at, start) for at in range(max(0, start - self._longest), start)]
        spans += [(end, at) for at in range(end + 1, min(len(cut.words), end + self._longest) + 1)]
        return any(
            name.key in kin for first, last in spans if cut.words[first:last] != own
            for name in self._named(cut, first, last)
        )  # fmt: skip

    def _hit(self, cut: _Text, start: int, end: int, keys: tuple[str, ...]) -> Hit:
        work = _beside(cut, start, end, self._work_before, self._work_after)
        return Hit(keys, sum(map(len, cut.words[start:end])), work)
