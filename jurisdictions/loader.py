"""Reads `jurisdictions/<id>/` into a Jurisdiction and refuses whatever does not hold together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, cast
from zoneinfo import ZoneInfo

from jurisdictions import bodies, conduct, guidance, letters, values, words
from jurisdictions.articles import Article
from jurisdictions.calendar import working_days
from jurisdictions.clocks import clocks
from jurisdictions.effects import effects
from jurisdictions.facts import LANGUAGES, Sourced
from jurisdictions.model import Complaints, Helpline, Jurisdiction, Vertical
from jurisdictions.reading import Entry
from jurisdictions.topics import TOPICS
from jurisdictions.values import Value
from language.calendars import calendar_of

ROOT = Path(__file__).parent
NAMES = (
    "jurisdiction", "verticals", "offices", "places", "sectors", "routing", "helplines", "questions", "notice",
    "known_as", "topics", "effects", "clocks", "calendar", "referrals", "papers", "rights", "glossary",
)  # fmt: skip
OPTIONAL = ("letter",)
HEAD = ("id", "names", "display_name", "language", "zone", "weekend", "calendar", "currency")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CHANNELS = ("telegram",)
CALENDARS = ("gregorian", "solar_hijri")


def load(ids: Iterable[str], root: Path | None = None) -> dict[str, Jurisdiction]:
    """The jurisdictions with these ids, read from the folders of that name under `root` (default: this package).

    Raises JurisdictionError at the first fault.
    """
    return {id: _load_one(id, root or ROOT) for id in ids}


def _load_one(id: str, root: Path) -> Jurisdiction:
    """All files of one folder, in an order in which what is referred to has been read before."""
    path, shown = root / id, f"{root.name}/{id}"
    for found in sorted((*path.glob("*.yml"), *path.glob("*.yaml"))):
        if found.suffix != ".yml" or found.stem not in (*NAMES, *OPTIONAL):
            known = ", ".join((*NAMES, *OPTIONAL))
            Entry(f"{shown}/{found.name}", (), None).fault(f"unknown file; known are {known} (.yml)")
    file = {name: Entry.of_file(path / f"{name}.yml", f"{shown}/{name}.yml") for name in NAMES}
    head = file["jurisdiction"].fields(HEAD, ("channels", "complaints"))
    if head["id"].string() != id:
        head["id"].fault(f"the folder is {id!r}")
    language = head["language"].one_of(LANGUAGES, "language")

    verticals = bodies.verticals(file["verticals"])
    places = bodies.places(file["places"], language)
    sectors = bodies.sectors(file["sectors"], places)
    offices = bodies.offices(file["offices"], verticals, places)
    helplines = bodies.helplines(file["helplines"], places)
    acting = frozenset(office.vertical for office in offices.values())
    questions, plans, default_plan = conduct.questions(file["questions"])
    sealed, several = conduct.topics(file["topics"], verticals, acting, questions)
    routing = conduct.routing(file["routing"], sectors, places, verticals, offices)
    conduct.refuse_never(file["topics"], several, routing)
    currency = head["currency"].string()
    weekend = frozenset(map(WEEKDAYS.index, head.several_of("weekend", WEEKDAYS, "day")))
    figures = _values(path / "values", f"{shown}/values", id, currency, helplines)
    return Jurisdiction(
        id=id,
        names=head["names"].text(),
        display_name=head["display_name"].text(),
        language=language,
        zone=_zone(head["zone"]),
        weekend=weekend,
        working_days=working_days(file["calendar"], weekend, places, calendar_of(id)),
        calendar=cast(Literal["gregorian", "solar_hijri"], head["calendar"].one_of(CALENDARS, "calendar")),
        currency=currency,
        not_offered=_not_offered(head),
        complaints=_complaints(head["complaints"], verticals) if head.has("complaints") else None,
        verticals=verticals,
        offices=offices,
        places=places,
        sectors=sectors,
        routing=routing,
        helplines=helplines,
        questions=questions,
        plans=plans,
        default_plan=default_plan,
        notice=words.notice(file["notice"]),
        ways=conduct.ways(file["known_as"]),
        sealed=sealed,
        several=several,
        effects=effects(file["effects"], figures, verticals, sectors, questions),
        clocks=clocks(file["clocks"], figures, verticals),
        letter=letters.letter(Entry.of_file(path / "letter.yml", f"{shown}/letter.yml"))
        if (path / "letter.yml").exists()
        else None,
        values=figures,
        referrals=guidance.referrals(file["referrals"], helplines),
        papers=guidance.papers(file["papers"], sealed),
        glossary=guidance.glossary(file["glossary"], language),
        rights=guidance.rights(file["rights"]),
        articles=_articles(
            path / "knowledge",
            f"{shown}/knowledge",
            helplines,
            figures,
            {topic: verticals[rules[-1].vertical] for topic, rules in routing.items()},
        ),
        _place_finder=bodies.place_finder(file["places"], places),
        _sector_finder=bodies.finder(
            file["sectors"],
            sectors,
            lambda sector: (*sector.names.values(), *sector.words),
            lambda sector: sector.alone,
        ),
    )


def _values(path: Path, shown: str, country: str, currency: str, helplines: Mapping[str, Helpline]) -> dict[str, Value]:
    read: dict[str, Value] = {}
    for found in sorted(path.glob("*")):
        name = f"{shown}/{found.name}"
        if found.suffix != ".yml" or found.stem not in values.TABLES:
            Entry(name, (), None).fault(f"unknown table; known are {', '.join(values.TABLES)} (.yml)")
        taken = (*helplines, *read)
        read |= values.read(Entry.of_file(found, name), found.stem, country, currency, taken)
    return read


def _articles(
    path: Path,
    shown: str,
    helplines: Mapping[str, Helpline],
    figures: Mapping[str, Value],
    acting: Mapping[str, Vertical],
) -> dict[str, Article]:
    """`acting`: the vertical of each topic, to be asked where a figure is unsure."""
    articles = {}
    for found in sorted(path.glob("*")):
        name = f"{shown}/{found.name}"
        topic = found.stem
        if found.suffix != ".yml" or topic not in TOPICS:
            Entry(name, (), None).fault(f"no such topic {topic!r}; <topic>.yml is expected")
        numbers = (line.number for line in helplines.values() if topic in line.topics and not line.places)
        articles[topic] = words.article(
            Entry.of_file(found, name), topic, helplines, figures, acting[topic].name, next(numbers, None)
        )
    return articles


def _not_offered(head: Entry) -> dict[str, Sourced]:
    """channels: each `offered: true`, or `offered: false` with `why` in words for the worker and the keys of a fact."""
    found = {}
    for channel, entry in head["channels"].entries() if head.has("channels") else ():
        if channel not in CHANNELS:
            entry.fault(f"no such channel {channel!r}")
        if entry.flag("offered"):
            entry.fields(("offered",))
        else:
            found[channel] = entry.sourced("why", ("offered",))
    return found


def _complaints(entry: Entry, verticals: Mapping[str, Vertical]) -> Complaints:
    """complaints: a fact, and `not_for`."""
    contact = entry.sourced("value", ("not_for",))
    return Complaints(contact, frozenset(entry.several_of("not_for", verticals, "vertical")))


def _zone(entry: Entry) -> ZoneInfo:
    try:
        return ZoneInfo(entry.string())
    except (KeyError, ValueError, OSError):
        entry.fault(f"no such time zone {entry.string()!r}")
