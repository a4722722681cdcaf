"""Every way a case can go: topic by kind of workplace by place, and what is wrong with where it ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jurisdictions.model import Jurisdiction, Office, Rule


@dataclass(frozen=True, slots=True)
class Way:
    """One combination, its rule, and the offices that may take the case, in order: the first is accountable."""

    topic: str
    sector: str | None
    place: str | None
    rule: Rule
    offices: tuple[Office, ...]


def deciding_places(here: Jurisdiction) -> tuple[str, ...]:
    """The places that can lead elsewhere than the one around them: states, and what offices and rules name."""
    named = {place for office in here.offices.values() for place in office.places}
    named |= {place for rules in here.routing.values() for rule in rules for place in rule.places}
    return tuple(id for id, place in here.places.items() if place.parent is None or id in named)


def all_ways(here: Jurisdiction) -> Iterator[Way]:
    for topic in here.routing:
        for place in (None, *deciding_places(here)):
            known: dict[Rule, tuple[Office, ...]] = {}
            for sector in (None, *here.sectors):
                rule = here.rule_for(topic, sector, place)
                if rule not in known:
                    known[rule] = tuple(here.candidates(topic, rule, place))
                yield Way(topic, sector, place, rule, known[rule])


def faults(here: Jurisdiction) -> Iterator[str]:
    """Ways that end nowhere, meet an office twice or one that must never receive the case; none in sound data."""
    for way in all_ways(here):
        shown = f"{way.topic}, {way.sector or 'any work'}, {way.place or 'no place'}"
        if not way.offices:
            yield f"{shown}: no office may take it"
        elif way.offices[0].vertical != way.rule.vertical:
            yield f"{shown}: no office of {way.rule.vertical!r} may take it"
        if len(set(way.offices)) < len(way.offices):
            yield f"{shown}: {', '.join(office.id for office in way.offices)} come round again"
        for office in way.offices:
            if way.rule.bars(office):
                yield f"{shown}: {office.id!r} must never receive it"
