"""Texts in four languages and facts with their source: what all the data is made of."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, overload

LANGUAGES = ("en", "hi", "vi", "fa")

# Where a fact was read. U (remembered only) and C (sources differ) are never loaded, so never shown.
Certainty = Literal["P", "O", "S", "G", "D"]
CERTAINTIES: dict[str, str] = {
    "P": "read in the text of the law or order",
    "O": "read on an official page",
    "S": "secondary: press, law firm, professional page",
    "G": "notes that cite the law, checked in no official text",
    "D": "derived by us from other facts",
}


class Text(Mapping[str, str]):
    """A text by language. `get(language)` gives English where the language has none of its own."""

    __slots__ = ("_by_language",)

    def __init__(self, by_language: Mapping[str, str]) -> None:
        self._by_language = dict(by_language)

    def __getitem__(self, language: str) -> str:
        return self._by_language[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_language)

    def __len__(self) -> int:
        return len(self._by_language)

    def __hash__(self) -> int:
        return hash(frozenset(self._by_language.items()))

    def __repr__(self) -> str:
        return f"Text({self._by_language!r})"

    @overload
    def get(self, language: str, /) -> str: ...
    @overload
    def get(self, language: str, /, default: Any) -> str: ...
    def get(self, language: str, /, default: Any = None) -> str:
        """The text in this language, else in English. `default` is not used: there is always an English text."""
        return self._by_language.get(language) or self._by_language["en"]


@dataclass(frozen=True, slots=True)
class Sourced:
    """A fact and where it was read. `date` is the source's own: YYYY, YYYY-MM, YYYY-MM-DD or "undated"."""

    value: Text
    source: str
    date: str
    checked: datetime.date
    certainty: Certainty
