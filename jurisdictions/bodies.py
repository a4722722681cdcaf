"""Reads who acts and where: verticals, offices, places, sectors, helplines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TypeVar, cast

from jurisdictions.finder import Finder, Frames
from jurisdictions.finder import words_of as cut
from jurisdictions.model import LEVELS, REACHES, Helpline, Office, Place, Reach, Sector, Vertical
from jurisdictions.reading import SOURCE_KEYS, Entry
from jurisdictions.topics import TOPICS

Thing = TypeVar("Thing")
# The one key of places.yml that is no place: words beside names, see Frames.
FRAMES = "frames"
# a name is looked at several times while the data is read
words_of = lru_cache(16_384)(cut)
OFFICE_REQUIRED = ("vertical", "name", "level", "reach")
HELPLINE_OTHERS = ("name", "topics", "places", "emergency", "self_harm", "hours")


def verticals(file: Entry) -> dict[str, Vertical]:
    """verticals.yml: id: name, short, mandate."""
    read = {}
    for id, entry in file.entries():
        entry.fields(("name", "short", "mandate"))
        read[id] = Vertical(id, entry["name"].text(), entry["short"].text(), entry["mandate"].text())
    return read


def places(file: Entry, language: str) -> dict[str, Place]:
    """places.yml: id: names, aliases, alone, framed, marked, shared, parent; beside the ids `frames`.

    Names are there in English and the country's language at least.
    """
    entries = {id: entry for id, entry in file.entries() if id != FRAMES}
    ids = list(entries)
    read = {}
    for id, entry in entries.items():
        entry.fields(("names",), ("aliases", "alone", "framed", "marked", "shared", "parent"))
        read[id] = Place(
            id=id,
            names=entry["names"].text((language,)),
            aliases=entry.strings("aliases"),
            alone=entry.strings("alone"),
            parent=entry["parent"].one_of(ids, "place") if entry.has("parent") else None,
            framed=entry.strings("framed"),
            marked=entry.strings("marked"),
            shared=entry.strings("shared"),
        )
    _refuse_circles(file, {id: place.parent for id, place in read.items()})
    return read


def place_finder(file: Entry, places: Mapping[str, Place]) -> Finder:
    """A finder over all names of places. Only a name that is `shared` with each of them may belong to several."""
    _refuse_two_owners(file, {id: (*_own_names(place), *place.alone) for id, place in places.items()})
    sharing: dict[tuple[str, ...], set[str]] = {}
    owned = {words_of(name) for place in places.values() for name in (*_own_names(place), *place.alone)}
    for id, place in places.items():
        for name in place.shared:
            if words_of(name) in owned:
                file[id]["shared"].fault(f"{name!r} belongs to one place alone elsewhere")
            sharing.setdefault(words_of(name), set()).add(id)
    for id, place in places.items():
        for name in place.shared:
            if len(sharing[words_of(name)]) < 2:
                file[id]["shared"].fault(f"{name!r} is shared with no other place")
    frames = Frames()
    if file.has(FRAMES):
        given = file[FRAMES].fields((), Frames.__dataclass_fields__)
        frames = Frames(**{key: given.strings(key) for key in Frames.__dataclass_fields__})

    def named(names: Callable[[Place], Iterable[str]]) -> Iterator[tuple[str, str]]:
        return ((name, id) for id, place in places.items() for name in names(place))

    # What a place is called counts anywhere, but for the names that are everyday words.
    everyday = {words_of(name) for place in places.values() for name in (*place.framed, *place.marked, *place.alone)}
    return Finder(
        (
            *((name, id) for name, id in named(lambda place: place.names.values()) if words_of(name) not in everyday),
            *named(lambda place: (*place.aliases, *place.shared)),
        ),
        named(lambda place: place.alone),
        named(lambda place: place.framed),
        named(lambda place: place.marked),
        frames=frames,
        kin={id: _lineage(places, id) for id in places},
    )


def _own_names(place: Place) -> Iterator[str]:
    yield from (*place.names.values(), *place.aliases, *place.framed, *place.marked)


def _lineage(places: Mapping[str, Place], id: str) -> tuple[str, ...]:
    parent = places[id].parent
    return () if parent is None else (parent, *_lineage(places, parent))


def sectors(file: Entry, places: Mapping[str, Place]) -> dict[str, Sector]:
    """sectors.yml: id: names, short, words, alone, within, place, rare, was."""
    ids = [id for id, _ in file.entries()]
    read = {}
    for id, entry in file.entries():
        entry.fields(("names",), ("short", "words", "alone", "within", "place", "rare", "was"))
        read[id] = Sector(
            id=id,
            names=entry["names"].text(),
            words=entry.strings("words"),
            alone=entry.strings("alone"),
            short=entry["short"].text() if entry.has("short") else None,
            within=entry["within"].one_of(ids, "kind of workplace") if entry.has("within") else None,
            place=entry["place"].one_of(places, "place") if entry.has("place") else None,
            rare=entry.flag("rare", default=False),
            was=entry.strings("was"),
        )
        for before in read[id].was:
            if before in ids:
                entry["was"].fault(f"{before!r} is a kind of workplace still")
    _refuse_circles(file, {id: sector.within for id, sector in read.items()}, "within")
    return read


def offices(file: Entry, verticals: Mapping[str, Vertical], places: Mapping[str, Place]) -> dict[str, Office]:
    """offices.yml. No two of a vertical and level for the same place, and one for wherever no nearer one acts."""
    ids = [id for id, _ in file.entries()]
    read: dict[str, Office] = {}
    acting: dict[tuple[str, str | None, str], str] = {}
    for id, entry in file.entries():
        entry.fields(OFFICE_REQUIRED, ("places", "parent", "contact"))
        office = Office(
            id=id,
            vertical=entry["vertical"].one_of(verticals, "vertical"),
            name=entry["name"].text(),
            places=entry.several_of("places", places, "place"),
            level=entry["level"].one_of(LEVELS, "level"),
            parent=entry["parent"].one_of(ids, "office") if entry.has("parent") else None,
            reach=cast(Reach, entry["reach"].one_of(REACHES, "reach")),
            contact=entry["contact"].sourced() if entry.has("contact") else None,
        )
        for place in office.places or (None,):
            other = acting.setdefault((office.vertical, place, office.level), id)
            if other != id:
                where = place or "the whole country"
                entry["places"].fault(f"{other!r} of the same vertical and level acts already for {where}")
        read[id] = office
    _refuse_circles(file, {id: office.parent for id, office in read.items()})
    everywhere = {office.vertical for office in read.values() if not office.places}
    for office in read.values():
        if office.vertical not in everywhere:
            file.fault(f"{office.vertical!r} has no office without places, to act where the place is not known")
    return read


def helplines(file: Entry, places: Mapping[str, Place]) -> dict[str, Helpline]:
    """helplines.yml: id: number, name, what it is for, source. At least one is for an emergency."""
    read = {}
    for id, entry in file.entries():
        entry.fields(("number", "name", *SOURCE_KEYS), HELPLINE_OTHERS)
        line = Helpline(
            id=id,
            number=entry["number"].string(),
            name=entry["name"].text(),
            topics=entry.several_of("topics", TOPICS, "topic"),
            places=entry.several_of("places", places, "place"),
            emergency=entry.flag("emergency", False),
            self_harm=entry.flag("self_harm", False),
            hours=entry["hours"].text() if entry.has("hours") else None,
            sourced=entry.sourced("number", HELPLINE_OTHERS),
        )
        if not (line.topics or line.emergency or line.self_harm):
            entry.fault("is for no topic and no emergency, so nobody would ever see it")
        if line.self_harm and (line.sourced.certainty in "GD" or line.sourced.date == "undated"):
            entry["self_harm"].fault("only a line that a dated source confirms is shown to who cannot go on")
        read[id] = line
    if not any(line.emergency and not line.places for line in read.values()):
        file.fault("no line for an emergency anywhere in the country")
    return read


def finder(
    file: Entry,
    things: Mapping[str, Thing],
    names: Callable[[Thing], Iterable[str]],
    alone: Callable[[Thing], Iterable[str]],
    frames: Frames | None = None,
) -> Finder:
    """A finder over all names of things. A name that two of them share would find the wrong one: a fault."""
    _refuse_two_owners(file, {id: (*names(thing), *alone(thing)) for id, thing in things.items()})
    return Finder(
        ((name, id) for id, thing in things.items() for name in names(thing)),
        ((name, id) for id, thing in things.items() for name in alone(thing)),
        frames=frames,
    )


def _refuse_two_owners(file: Entry, names: Mapping[str, Iterable[str]]) -> None:
    owner: dict[tuple[str, ...], str] = {}
    for id, of_one in names.items():
        for name in of_one:
            other = owner.setdefault(words_of(name), id)
            if other != id:
                file[id].fault(f"the name {name!r} already belongs to {other!r}")


def _refuse_circles(file: Entry, parents: Mapping[str, str | None], key: str = "parent") -> None:
    for start in parents:
        seen = [start]
        while (parent := parents[seen[-1]]) is not None:
            if parent in seen:
                file[start][key].fault(f"a circle: {' -> '.join((*seen, parent))}")
            seen.append(parent)
