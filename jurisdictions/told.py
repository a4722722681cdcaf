"""What a worker told of place and kind of workplace, as another reads it: the name it has in the data, in the reader's
language, with the worker's own words where they tell more."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jurisdictions.choices import choices
from jurisdictions.model import Jurisdiction, Place
from language.normalise import SUPPORTED, fold

BETWEEN_WORDS = re.compile(r"[\s,،;/()]+")


def place_told(here: Jurisdiction, place: str, text: str, language: str) -> str:
    """The place's name; with the words themselves where they hold more than names of it and of what it lies in."""
    name = here.places[place].names.get(language)
    known = {
        word for id in here.lineage(place) for spelling in _spellings(here.places[id]) for word in _words(spelling)
    }
    return f"{text} ({name})" if any(word not in known for word in _words(text)) else name


def sector_told(
    here: Jurisdiction, topics: Iterable[str], place: str | None, sector: str, text: str, language: str
) -> str:
    """The kind of workplace; where a button was tapped that stood for several kinds, what that button said."""
    for choice in choices(here, topics, place):
        if choice.sector.id == sector and choice.within and text in {choice.label(one) for one in SUPPORTED}:
            return choice.label(language)
    found = here.sector(sector)
    return found.names.get(language) if found else text


def _spellings(place: Place) -> Iterable[str]:
    return (*place.names.values(), *place.aliases, *place.alone, *place.framed, *place.marked, *place.shared)


def _words(text: str) -> list[str]:
    return [word for word in BETWEEN_WORDS.split(fold(text)) if word]
