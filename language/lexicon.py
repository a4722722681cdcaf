"""The words of words/<language>.yml, indexed by their first word, so that a text is looked up in one pass."""
from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from language.normalise import SUPPORTED, fold_word, normalise

_DIRECTORY = Path(__file__).parent / "words"
#: a letter or a mark on one; Python's \w leaves Hindi vowel signs out
WORD = r"(?:[^\W\d_]|[\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963])+"
_PIECE = re.compile(rf"{WORD}|\d+|[^\w\s]")
#: sections that hold {meaning: forms}; all others are plain forms
_MEANINGS = frozenset(
    {"numbers", "fractions", "shifts", "scales", "units", "days", "spans", "weekdays", "currency", "currency_weak",
     "months_gregorian", "months_solar", "month_names", "ordinal_days", "wholes"}
)  # fmt: skip
_KIND = {
    "numbers": "number", "fractions": "number", "shifts": "shift", "scales": "scale", "units": "unit", "days": "day",
    "spans": "span", "weekdays": "weekday", "months_gregorian": "month", "months_solar": "month",
    "month_names": "month", "currency_weak": "currency", "ordinal_days": "ordinal_day", "wholes": "whole",
}  # fmt: skip
_ONE_WORD = frozenset({"number", "scale", "shift", "tens", "counted"})
#: value of a word that means this only where its marks are typed
MARKED_ONLY = "marked only"


class Entry(NamedTuple):
    """One meaning of one form. weak: also an ordinary word, so it needs something beside it."""

    kind: str
    language: str
    value: Any
    weak: bool
    marked: tuple[str, ...]
    folded: tuple[str, ...]


def pieces(text: str) -> list[str]:
    """Return the words, runs of digits and single signs of a normalised lower-case text."""
    return _PIECE.findall(text)


def _forms(forms: object) -> list[str]:
    return [form for part in str(forms).split(",") if (form := normalise(part).lower())]


def _value(section: str, meaning: object) -> object:
    if section in ("numbers", "fractions", "shifts", "scales"):
        return Decimal(str(meaning))
    if section in ("spans", "wholes"):
        first, second = str(meaning).split()
        return (first, int(second)) if section == "spans" else (int(first), second)
    if section in ("months_gregorian", "month_names"):
        return "gregorian", meaning
    return ("solar", meaning) if section == "months_solar" else meaning


def _entries(language: str, data: dict[str, Any]) -> list[Entry]:
    weak = {normalise(str(form)).lower() for key in ("weak", "weak_months", "weak_days") for form in data.get(key, ())}
    only_marked = {normalise(str(form)).lower() for form in data.get("marked_only", ())}
    found = []
    for section, content in data.items():
        if section == "marked_only" or (section.startswith("weak") and not section.startswith("weekday")):
            continue
        kind = _KIND.get(section, section)
        for meaning, forms in content.items() if section in _MEANINGS else [(None, content)]:
            for form in _forms(forms):
                marked = tuple(pieces(form))
                folded = tuple(fold_word(piece) for piece in marked)
                is_weak = (form in weak and kind not in ("unit", "counted")) or section == "currency_weak"
                value = MARKED_ONLY if form in only_marked else _value(section, meaning)
                found.append(Entry(kind, language, value, is_weak, marked, folded))
    return found


@lru_cache(maxsize=1)
def lexicon() -> dict[str, list[Entry]]:
    """Return all entries by the folded first word of their form, longest forms first."""
    index: dict[str, list[Entry]] = defaultdict(list)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for language in SUPPORTED:
        data = yaml.load((_DIRECTORY / f"{language}.yml").read_text(encoding="utf-8"), Loader=loader)  # noqa: S506
        for entry in _entries(language, data):
            index[entry.folded[0]].append(entry)
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry.folded))
    return dict(index)


def unmarked(entry: Entry) -> Entry:
    """Return the entry as it counts when its words were typed without their marks: short ones are weak then."""
    one_word = entry.kind in _ONE_WORD and len(entry.folded) == 1 and entry.marked != entry.folded
    return entry._replace(weak=True) if one_word else entry
