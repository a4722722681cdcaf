"""Reads `jurisdictions/<id>/` into a Jurisdiction and refuses whatever does not hold together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

from jurisdictions.finder import Finder, words_of
from jurisdictions.model import (
    LANGUAGES,
    LEVELS,
    QUESTION_KINDS,
    REACHES,
    WAYS,
    Article,
    Helpline,
    Jurisdiction,
    Notice,
    Office,
    Place,
    Question,
    QuestionKind,
    QuestionPlan,
    Reach,
    Rule,
    Sector,
    Several,
    Text,
    Vertical,
    Way,
    WayId,
)
from jurisdictions.reading import SOURCE_KEYS, Entry
from jurisdictions.topics import TOPICS

ROOT = Path(__file__).parent
FILES = frozenset(
    f"{name}.yml"
    for name in (
        "jurisdiction", "verticals", "offices", "places", "sectors", "routing", "helplines", "questions", "notice",
        "known_as", "topics",
    )
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOST_ASKED = 3  # questions of a topic before the number; the core adds its own around them
Thing = TypeVar("Thing")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def load(ids: Iterable[str], root: Path | None = None) -> dict[str, Jurisdiction]:
    """The jurisdictions with these ids, read from the folders of that name under `root` (this package's folder).

    Raises JurisdictionError at the first fault.
    """
    return {id: _Folder(root or ROOT, id).jurisdiction() for id in ids}


class _Folder:
    """The folder of one jurisdiction."""

    def __init__(self, root: Path, id: str) -> None:
        self._path = root / id
        self._shown = f"{root.name}/{id}"
        self._id = id

    def jurisdiction(self) -> Jurisdiction:
        """All files, in an order in which what is referred to has been read before."""
        self._refuse_unknown_files()
        head = self._file("jurisdiction").fields(
            ("id", "names", "display_name", "language", "zone", "weekend", "calendar", "currency")
        )
        head["id"].one_of((self._id,), "folder")
        language = head["language"].one_of(LANGUAGES, "language")
        verticals = self._by_id("verticals", _vertical)
        places = self._places(language)
        sectors = self._by_id("sectors", _sector)
        offices = self._offices(verticals, places)
        has_office = {office.vertical for office in offices.values()}
        helplines = self._by_id("helplines", lambda id, entry: _helpline(id, entry, places))
        if not any(line.emergency for line in helplines.values()):
            self._file("helplines").fault("no line is for an emergency")
        questions, plans, default_plan = self._questions()
        sealed, several = self._topics(has_office)
        return Jurisdiction(
            id=self._id,
            names=head["names"].text(),
            display_name=head["display_name"].text(),
            language=language,
            zone=_zone(head["zone"]),
            weekend=frozenset(map(WEEKDAYS.index, head.several_of("weekend", WEEKDAYS, "day"))),
            calendar="solar_hijri" if _calendar(head) == "solar_hijri" else "gregorian",
            currency=head["currency"].string(),
            verticals=verticals,
            offices=offices,
            places=places,
            sectors=sectors,
            routing=self._routing(sectors, places, verticals, has_office),
            helplines=helplines,
            questions=questions,
            plans=plans,
            default_plan=default_plan,
            notice=self._notice(),
            ways=self._ways(),
            sealed=sealed,
            several=several,
            articles=self._articles(helplines),
            _place_finder=self._finder(
                "places", places, lambda place: (*place.names.values(), *place.aliases), lambda place: place.alone
            ),
            _sector_finder=self._finder("sectors", sectors, lambda sector: (*sector.names.values(), *sector.words), lambda sector: sector.alone),
        )

    def _refuse_unknown_files(self) -> None:
        for path in self._path.glob("*.y*ml"):
            if path.name not in FILES:
                Entry(f"{self._shown}/{path.name}", (), None).fault(f"unknown file; known are {', '.join(sorted(FILES))}")

    def _file(self, name: str) -> Entry:
        return Entry.of_file(self._path / f"{name}.yml", f"{self._shown}/{name}.yml")

    def _by_id(self, name: str, make: Callable[[str, Entry], Thing]) -> dict[str, Thing]:
        return {id: make(id, entry) for id, entry in self._file(name).entries()}

    def _places(self, language: str) -> dict[str, Place]:
        file = self._file("places")
        ids = [id for id, _ in file.entries()]
        places = {}
        for id, entry in file.entries():
            entry.fields(("names",), ("aliases", "alone", "parent"))
            places[id] = Place(
                id=id,
                names=entry["names"].text((language,)),
                aliases=entry.strings("aliases"),
                alone=entry.strings("alone"),
                parent=entry["parent"].one_of(ids, "place") if entry.has("parent") else None,
            )
        _refuse_cycles(file, {id: place.parent for id, place in places.items()})
        return places

    def _offices(self, verticals: Mapping[str, Vertical], places: Mapping[str, Place]) -> dict[str, Office]:
        file = self._file("offices")
        ids = [id for id, _ in file.entries()]
        offices: dict[str, Office] = {}
        covered: dict[tuple[str, str | None, str], str] = {}
        for id, entry in file.entries():
            entry.fields(
                ("vertical", "name", "level", "reach", "filing", "is_filing"), ("places", "parent", "contact")
            )
            office = Office(
                id=id,
                vertical=entry["vertical"].one_of(verticals, "vertical"),
                name=entry["name"].text(),
                places=entry.several_of("places", places, "place"),
                level=entry["level"].one_of(LEVELS, "level"),
                parent=entry["parent"].one_of(ids, "office") if entry.has("parent") else None,
                reach=cast(Reach, entry["reach"].one_of(REACHES, "reach")),
                contact=entry["contact"].sourced() if entry.has("contact") else None,
                filing=entry["filing"].text(),
                is_filing=entry.flag("is_filing"),
            )
            for place in office.places or (None,):
                other = covered.setdefault((office.vertical, place, office.level), id)
                if other != id:
                    where = place or "the whole country"
                    entry["places"].fault(f"{where}: {other!r} of the same vertical and level acts there already")
            offices[id] = office
        _refuse_cycles(file, {id: office.parent for id, office in offices.items()})
        for vertical in dict.fromkeys(office.vertical for office in offices.values()):
            if not any(office.vertical == vertical and not office.places for office in offices.values()):
                file.fault(f"{vertical}: no office of this vertical acts where the place is unknown (one without places)")
        return offices

    def _routing(
        self,
        sectors: Mapping[str, Sector],
        places: Mapping[str, Place],
        verticals: Mapping[str, Vertical],
        has_office: set[str],
    ) -> dict[str, tuple[Rule, ...]]:
        file = self._file("routing").fields(sorted(TOPICS))
        routing = {}
        for topic, entry in file.entries():
            rules = []
            items = entry.items()
            for at, item in enumerate(items, 1):
                item.fields(("vertical", "reason", "law"), ("when",))
                when = item["when"].fields((), ("sectors", "places")) if item.has("when") else None
                if (when is None) != (at == len(items)):
                    item.fault("the final rule has no 'when'" if when else "only the final rule has no 'when'")
                vertical = item["vertical"].one_of(verticals, "vertical")
                if vertical not in has_office:
                    item["vertical"].fault(f"{vertical!r} has no office")
                rule = Rule(
                    sectors=when.several_of("sectors", sectors, "sector") if when else (),
                    places=when.several_of("places", places, "place") if when else (),
                    vertical=vertical,
                    reason=item["reason"].text(),
                    law=item["law"].string(),
                )
                if when and not rule.sectors and not rule.places:
                    item["when"].fault("names neither sectors nor places")
                rules.append(rule)
            if not rules:
                entry.fault("no rule; the final one has no 'when'")
            routing[topic] = tuple(rules)
        return routing

    def _questions(self) -> tuple[dict[str, Question], dict[str, QuestionPlan], QuestionPlan]:
        file = self._file("questions").fields(("questions", "default"), ("topics",))
        questions = {}
        for id, entry in file["questions"].entries():
            entry.fields(("kind",), ("entity",))
            kind = cast(QuestionKind, entry["kind"].one_of(QUESTION_KINDS, "kind of question"))
            questions[id] = Question(id, kind, entry["entity"].string() if entry.has("entity") else None)
        plans = {}
        if file.has("topics"):
            for topic, entry in file["topics"].entries():
                if topic not in TOPICS:
                    entry.fault("no such topic")
                plans[topic] = _plan(entry, questions)
        return questions, plans, _plan(file["default"], questions)

    def _notice(self) -> Notice:
        file = self._file("notice").fields(("line", "full", "version", "sourced"))
        return Notice(file["line"].text(), file["full"].text(), file["version"].string(), file["sourced"].sourced())

    def _ways(self) -> dict[str, Way]:
        file = self._file("known_as")
        ways = {}
        for id, entry in file.entries():
            if id not in WAYS:
                entry.fault(f"no such way of being known; known are {', '.join(WAYS)}")
            entry.fields(("name", "cost"), ("not_for",))
            not_for = frozenset(entry.several_of("not_for", TOPICS, "topic"))
            ways[id] = Way(cast(WayId, id), entry["name"].text(), entry["cost"].text(), not_for)
        for topic in sorted(TOPICS):
            if all(topic in way.not_for for way in ways.values()):
                file.fault(f"{topic}: no way of being known is left for this topic")
        return ways

    def _topics(self, has_office: set[str]) -> tuple[frozenset[str], dict[str, tuple[Several, ...]]]:
        file = self._file("topics").fields((), ("sealed", "several"))
        several = {}
        if file.has("several"):
            for topic, entry in file["several"].entries():
                if topic not in TOPICS:
                    entry.fault("no such topic")
                several[topic] = tuple(
                    Several(
                        item.fields(("vertical", "reason"))["vertical"].one_of(has_office, "vertical with an office"),
                        item["reason"].text(),
                    )
                    for item in entry.items()
                )
        return frozenset(file.several_of("sealed", TOPICS, "topic")), several

    def _articles(self, helplines: Mapping[str, Helpline]) -> dict[str, Article]:
        articles = {}
        for path in sorted((self._path / "knowledge").glob("*.yml")):
            file = Entry.of_file(path, f"{self._shown}/knowledge/{path.name}")
            if path.stem not in TOPICS:
                file.fault(f"no such topic {path.stem!r}")
            file.fields(("title", "text", "law", "reviewed"))
            if not (law := tuple(item.sourced() for item in file.items("law"))):
                file["law"].fault("an article names at least one source")
            text = _numbers_filled(file["text"], helplines)
            articles[path.stem] = Article(path.stem, file["title"].text(), text, law, file["reviewed"].day())
        return articles

    def _finder(
        self,
        name: str,
        things: Mapping[str, Thing],
        words: Callable[[Thing], Iterable[str]],
        alone: Callable[[Thing], Iterable[str]],
    ) -> Finder:
        """A finder over all names; a name that two of them share would be found as the wrong one."""
        owner: dict[tuple[str, ...], str] = {}
        for id, thing in things.items():
            for word in (*words(thing), *alone(thing)):
                if (other := owner.setdefault(words_of(word), id)) != id:
                    self._file(name)[id].fault(f"{word!r} already belongs to {other!r}")
        return Finder(
            ((word, id) for id, thing in things.items() for word in words(thing)),
            ((word, id) for id, thing in things.items() for word in alone(thing)),
        )


def _vertical(id: str, entry: Entry) -> Vertical:
    entry.fields(("name", "short", "mandate"))
    return Vertical(id, entry["name"].text(), entry["short"].text(), entry["mandate"].text())


def _sector(id: str, entry: Entry) -> Sector:
    entry.fields(("names",), ("words", "alone"))
    return Sector(id, entry["names"].text(), entry.strings("words"), entry.strings("alone"))


def _helpline(id: str, entry: Entry, places: Mapping[str, Place]) -> Helpline:
    others = ("name", "topics", "places", "emergency", "self_harm", "hours")
    entry.fields(("number", "name", *SOURCE_KEYS), others)
    line = Helpline(
        id=id,
        number=entry["number"].string(),
        name=entry["name"].text(),
        topics=entry.several_of("topics", TOPICS, "topic"),
        places=entry.several_of("places", places, "place"),
        emergency=entry.flag("emergency", False),
        self_harm=entry.flag("self_harm", False),
        hours=entry.texts("hours"),
        sourced=entry.sourced("number", others),
    )
    if not (line.topics or line.emergency or line.self_harm):
        entry.fault("is for no topic and no emergency, so nobody would ever see it")
    return line


def _plan(entry: Entry, questions: Mapping[str, Question]) -> QuestionPlan:
    entry.fields((), ("ask", "later"))
    plan = QuestionPlan(
        entry.several_of("ask", questions, "question"), entry.several_of("later", questions, "question")
    )
    if len(plan.ask) > MOST_ASKED:
        entry["ask"].fault(f"{len(plan.ask)} questions before the number; at most {MOST_ASKED}, the rest can be 'later'")
    for id in plan.ask:
        if id in plan.later:
            entry["later"].fault(f"{id!r} is asked already")
    return plan


def _zone(entry: Entry) -> ZoneInfo:
    try:
        return ZoneInfo(entry.string())
    except (KeyError, ValueError, OSError):
        entry.fault(f"no such time zone {entry.string()!r}")


def _calendar(head: Entry) -> str:
    return head["calendar"].one_of(("gregorian", "solar_hijri"), "calendar")


def _numbers_filled(entry: Entry, helplines: Mapping[str, Helpline]) -> Text:
    """The text with every `{helpline id}` replaced by its number, so that a number stands in one file only."""
    text = entry.text()
    for language, words in text.items():
        for id in PLACEHOLDER.findall(words):
            if id not in helplines:
                entry[language].fault(f"no such helpline {id!r}")
    return Text({language: PLACEHOLDER.sub(lambda m: helplines[m[1]].number, words) for language, words in text.items()})


def _refuse_cycles(file: Entry, parents: Mapping[str, str | None]) -> None:
    for start in parents:
        seen = [start]
        while (parent := parents[seen[-1]]) is not None:
            if parent in seen:
                file[start]["parent"].fault(f"a circle: {' -> '.join((*seen, parent))}")
            seen.append(parent)
