"""Reads how a grievance goes: routing, questions, ways of being known, sealed topics, further verticals."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import cast

from jurisdictions.model import (
    QUESTION_KINDS,
    WAYS,
    Office,
    Place,
    Question,
    QuestionKind,
    QuestionPlan,
    Rule,
    Sector,
    Several,
    Vertical,
    Way,
    WayId,
)
from jurisdictions.reading import Entry
from jurisdictions.topics import TOPICS

MOST_ASKED = 3  # questions of a topic before the number; the core adds its own around them


def routing(
    file: Entry,
    sectors: Mapping[str, Sector],
    places: Mapping[str, Place],
    verticals: Mapping[str, Vertical],
    offices: Mapping[str, Office],
) -> dict[str, tuple[Rule, ...]]:
    """routing.yml: for every topic rules tried in order; the final one, and only it, has no `when`."""
    file.fields(sorted(TOPICS))
    acting = {office.vertical for office in offices.values()}
    barred = frozenset((*verticals, *offices))
    read = {}
    for topic, entry in file.entries():
        items = entry.items()
        if not items:
            entry.fault("no rule; there must be a final one without 'when'")
        rules = []
        for at, item in enumerate(items, 1):
            item.fields(("vertical", "reason", "law"), ("when", "fallback", "never"))
            if item.has("when") and at == len(items):
                item["when"].fault("the final rule must have no 'when', so that every case has a route")
            if not item.has("when") and at < len(items):
                item.fault("a rule without 'when' must be the final one; those after it would never apply")
            rule = _rule(item, sectors, places, barred, _vertical(item["vertical"], verticals, acting))
            if rule.fallback:
                _vertical(item["fallback"], verticals, acting)
            rules.append(rule)
        read[topic] = tuple(rules)
    return read


def _rule(
    item: Entry, sectors: Mapping[str, Sector], places: Mapping[str, Place], barred: Set[str], vertical: str
) -> Rule:
    of_sectors: tuple[str, ...] = ()
    of_places: tuple[str, ...] = ()
    if item.has("when"):
        when = item["when"].fields((), ("sectors", "places"))
        of_sectors = when.several_of("sectors", sectors, "sector")
        of_places = when.several_of("places", places, "place")
        if not of_sectors and not of_places:
            item["when"].fault("names neither sectors nor places")
    fallback = item["fallback"].string() if item.has("fallback") else None
    never = frozenset(item.several_of("never", barred, "vertical or office"))
    if fallback == vertical:
        item["fallback"].fault("is the vertical itself; name another one")
    for id in (vertical, fallback):
        if id in never:
            item["never"].fault(f"{id!r} is where this rule sends the case")
    return Rule(of_sectors, of_places, vertical, item["reason"].text(), item["law"].string(), fallback, never)


def questions(file: Entry) -> tuple[dict[str, Question], dict[str, QuestionPlan], QuestionPlan]:
    """questions.yml: the questions, the plans of topics, the plan of topics without one."""
    file.fields(("questions", "default"), ("topics",))
    read = {}
    for id, entry in file["questions"].entries():
        entry.fields(("kind",), ("entity",))
        kind = cast(QuestionKind, entry["kind"].one_of(QUESTION_KINDS, "kind of question"))
        read[id] = Question(id, kind, entry["entity"].string() if entry.has("entity") else None)
    plans = {}
    if file.has("topics"):
        for topic, entry in file["topics"].entries():
            plans[_topic(topic, entry)] = _plan(entry, read)
    return read, plans, _plan(file["default"], read)


def _plan(entry: Entry, known: Mapping[str, Question]) -> QuestionPlan:
    entry.fields((), ("ask", "later"))
    plan = QuestionPlan(entry.several_of("ask", known, "question"), entry.several_of("later", known, "question"))
    if len(plan.ask) > MOST_ASKED:
        entry["ask"].fault(f"{len(plan.ask)} questions; at most {MOST_ASKED}, the others can come 'later'")
    for id in plan.later:
        if id in plan.ask:
            entry["later"].fault(f"{id!r} is asked already")
    entities = [entity for id in (*plan.ask, *plan.later) if (entity := known[id].entity)]
    for entity in entities:
        if entities.count(entity) > 1:
            entry.fault(f"two questions take the entity {entity!r}: the same words would answer both")
    return plan


def ways(file: Entry) -> dict[str, Way]:
    """known_as.yml: hidden, named, anonymous; each topic keeps at least one."""
    read = {}
    for id, entry in file.entries():
        if id not in WAYS:
            entry.fault(f"no such way of being known; known are {', '.join(WAYS)}")
        entry.fields(("name", "cost"), ("not_for",))
        not_for = frozenset(entry.several_of("not_for", TOPICS, "topic"))
        read[id] = Way(cast(WayId, id), entry["name"].text(), entry["cost"].text(), not_for)
    for topic in sorted(TOPICS):
        if all(topic in way.not_for for way in read.values()):
            file.fault(f"no way of being known is left for {topic!r}")
    return read


def topics(
    file: Entry, verticals: Mapping[str, Vertical], acting: Set[str], questions: Mapping[str, Question]
) -> tuple[frozenset[str], dict[str, tuple[Several, ...]]]:
    """topics.yml: the sealed topics, and which topics bring a further vertical."""
    file.fields((), ("sealed", "several"))
    several = {}
    if file.has("several"):
        for topic, entry in file["several"].entries():
            legs = tuple(_several(item, verticals, acting, questions) for item in entry.items())
            if sum(leg.lead for leg in legs) > 1:
                entry.fault("only one can lead")
            several[_topic(topic, entry)] = legs
    return frozenset(file.several_of("sealed", TOPICS, "topic")), several


def _several(
    item: Entry, verticals: Mapping[str, Vertical], acting: Set[str], questions: Mapping[str, Question]
) -> Several:
    item.fields(("vertical", "reason", "sees"), ("lead",))
    return Several(
        _vertical(item["vertical"], verticals, acting),
        item["reason"].text(),
        item.several_of("sees", questions, "question"),
        item.flag("lead", default=False),
    )


def refuse_never(
    file: Entry, several: Mapping[str, tuple[Several, ...]], routing: Mapping[str, tuple[Rule, ...]]
) -> None:
    """A further vertical must not be one that a topic must never reach."""
    for topic, legs in several.items():
        for at, leg in enumerate(legs):
            if any(leg.vertical in rule.never for rule in routing[topic]):
                file["several"][topic].items()[at]["vertical"].fault("routing.yml says that it must never receive this")


def _topic(topic: str, entry: Entry) -> str:
    if topic not in TOPICS:
        entry.fault("no such topic")
    return topic


def _vertical(entry: Entry, verticals: Mapping[str, Vertical], acting: Set[str]) -> str:
    vertical = entry.one_of(verticals, "vertical")
    if vertical not in acting:
        entry.fault(f"the vertical {vertical!r} has no office")
    return vertical
