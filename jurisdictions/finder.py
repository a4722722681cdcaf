"""Names found in running text: whole words, after folding, the longest first."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from language.normalise import fold


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a text. Vowel signs belong to their letters, joiners count for nothing."""
    kept = (
        "" if (category := unicodedata.category(sign)) == "Cf" else sign if category[0] in "LMN" else " "
        for sign in fold(text)
    )
    return tuple("".join(kept).split())


class Finder:
    """Finds the keys whose names occur in a text. Names in `alone` count only when they are all that is said."""

    __slots__ = ("_alone", "_longest", "_names")

    def __init__(self, names: Iterable[tuple[str, str]], alone: Iterable[tuple[str, str]] = ()) -> None:
        """Both as pairs (name, key)."""
        self._names = {words_of(name): key for name, key in names}
        self._alone = {words_of(name): key for name, key in alone}
        self._longest = max((len(words) for words in self._names), default=0)

    def find(self, text: str) -> dict[str, int]:
        """The keys named in the text, each with the letters of its longest name there. Names do not overlap."""
        words = words_of(text)
        if words in self._alone:
            return {self._alone[words]: sum(map(len, words))}
        found: dict[str, int] = {}
        taken: set[int] = set()
        for length in range(self._longest, 0, -1):
            for start in range(len(words) - length + 1):
                span = range(start, start + length)
                key = self._names.get(words[start : start + length])
                if key is None or taken.intersection(span):
                    continue
                taken.update(span)
                found[key] = max(found.get(key, 0), sum(map(len, words[start : start + length])))
        return found
