"""Officers' words: what a thing is called in a country's law, in the languages of the desk, and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jurisdictions.facts import Text

#: words of the desk for which a country has its own
LABELS = ("grievance", "order", "transfer")


@dataclass(frozen=True, slots=True)
class Term:
    """`native`: by official language of the country. `meaning`: one line."""

    id: str
    native: Mapping[str, str]
    names: Text
    meaning: Text


@dataclass(frozen=True, slots=True)
class Glossary:
    """The terms in the order of the file, and which of them stand for words of the desk."""

    terms: Mapping[str, Term]
    labels: Mapping[str, Term]
