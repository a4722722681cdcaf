"""Where a case would go and why: what the command `sangam route` prints and the desk's page shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from grievances.names import TOPIC_NAMES
from grievances.routing import Route, route
from jurisdictions import Effect, Jurisdiction, Office, Place, Sector, Several, Sourced
from language.catalogue import translate
from language.normalise import fold

#: how many near names are offered for one that is unknown
NEAR = 3


class Unknown(Exception):
    """A topic, kind of work or place that the data do not have; `near` are names that look like it."""

    def __init__(self, kind: str, given: str, near: tuple[str, ...]) -> None:
        super().__init__(f"no such {kind}: {given!r}" + (f"; did you mean {' or '.join(near)}?" if near else ""))
        self.kind, self.given, self.near = kind, given, near


@dataclass(frozen=True, slots=True)
class Sign:
    """A route with all around it: its `effect` in law, `above` in order, the office of the fallback, who must never
    receive it (names), the further verticals with their offices, the contact to show with the office whose it is,
    and where there is none the country's line for `complaints`."""

    topic: str
    sector: Sector | None
    place: Place | None
    route: Route
    effect: Effect
    above: tuple[Office, ...]
    fallback: Office | None
    never: tuple[str, ...]
    further: tuple[tuple[Several, Office], ...]
    contact: tuple[Office, Sourced] | None
    complaints: Sourced | None


def sign(here: Jurisdiction, topic: str, sector: str = "", place: str = "", language: str = "en") -> Sign:
    """Topic and kind of work by id or name, the place as a worker would say it. Unknown when there is no such thing."""
    of_topic = _topic(here, topic, language)
    of_sector = _sector(here, sector, language) if sector else None
    of_place = _place(here, place, language) if place else None
    at = of_place.id if of_place else None
    found = route(here, of_topic, place=at, sector=of_sector.id if of_sector else None)
    rule = found.rule
    named = {id: office.name for id, office in here.offices.items()} | {id: v.short for id, v in here.verticals.items()}
    return Sign(
        topic=of_topic,
        sector=of_sector,
        place=of_place,
        route=found,
        effect=here.effect(of_topic, found.reference["sector"], at),
        above=tuple(office for office in here.above(found.office) if not rule.bars(office)),
        fallback=here.office_for(rule.fallback, at) if rule.fallback else None,
        never=tuple(sorted(named[id].get(language) for id in rule.never)),
        further=tuple((one, here.office_for(one.vertical, at)) for one in here.several.get(of_topic, ())),
        contact=here.contact_of(found.office),
        complaints=here.complaints_about(found.office),
    )


def _topic(here: Jurisdiction, given: str, language: str) -> str:
    names = {topic: (topic, translate("en", name), translate(language, name)) for topic, name in TOPIC_NAMES.items()}
    return _one("topic", given, {id: told for id, told in names.items() if id in here.routing})


def _sector(here: Jurisdiction, given: str, language: str) -> Sector:
    known = here.sector(given) or here.find_sector(given)
    names = {sector.id: (sector.id, sector.names.get(language)) for sector in here.sectors.values()}
    return known or here.sectors[_one("kind of work", given, names)]


def _place(here: Jurisdiction, given: str, language: str) -> Place:
    if known := here.places.get(given):
        return known
    several = here.places_named(given)
    if len(several) == 1:
        return several[0]
    if several:
        raise Unknown("place", given, tuple(_with_parent(here, place, language) for place in several[:NEAR]))
    names = {
        place.id: (place.names.get(language), place.names.get("en"), *place.aliases) for place in here.places.values()
    }
    return here.places[_one("place", given, names)]


def _with_parent(here: Jurisdiction, place: Place, language: str) -> str:
    """A place with what it lies in: enough to be told from others of its name."""
    return ", ".join(here.places[id].names.get(language) for id in here.lineage(place.id)[:2])


def _one(kind: str, given: str, names: Mapping[str, Iterable[str]]) -> str:
    """The id that has this name, whatever its capitals and marks; else Unknown with those that look like it."""
    told = {fold(name): id for id, of_one in names.items() for name in of_one}
    key = fold(given)
    if key in told:
        return told[key]
    near = dict.fromkeys(told[name] for name in get_close_matches(key, told, n=NEAR * 2, cutoff=0.6))
    shown = {id: tuple(of_one) for id, of_one in names.items()}
    raise Unknown(kind, given, tuple(shown[id][0] for id in near)[:NEAR])
