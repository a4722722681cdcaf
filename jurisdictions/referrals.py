"""Referrals: who is in charge of what belongs to nobody here, found by the words that workers use for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jurisdictions.facts import Sourced, Text
from jurisdictions.finder import Finder


@dataclass(frozen=True, slots=True)
class Referral:
    """A matter of somebody else's and the office to go to.

    `alone`: words too common inside a sentence. `reached`: number or address as shown; `contact`: its source, where it
    is not the number of a helpline.
    """

    id: str
    matter: Text
    office: Text
    words: tuple[str, ...]
    alone: tuple[str, ...]
    reached: Text | None
    contact: Sourced | None

    def where(self, language: str) -> str:
        """The office, with its number or address where one is known."""
        office = self.office.get(language)
        return f"{office} ({self.reached.get(language)})" if self.reached else office


@dataclass(frozen=True, slots=True)
class Referrals:
    """The referrals of a country, by id."""

    by_id: Mapping[str, Referral]
    _matters: Finder = field(repr=False, compare=False)
    _ours: Finder = field(repr=False, compare=False)

    def find(self, text: str) -> Referral | None:
        """What a text asks for, by its longest word; None too where the text is about somebody's work after all."""
        found = {} if self._ours.find(text) else self._matters.find(text)
        return self.by_id[max(found, key=lambda id: found[id])] if found else None
