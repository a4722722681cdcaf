"""Topic, kind of workplace and place decide the vertical; vertical and place decide the office. The rules are data."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from grievances.errors import NotFound
from jurisdictions import Jurisdiction, Office, Text


@dataclass(frozen=True, slots=True)
class Route:
    """Where a leg goes and why. `reference` is what is stored: with it `reason` finds the words again."""

    vertical: str
    office: Office
    reason: Text
    reference: dict[str, Any]


def route(
    jurisdiction: Jurisdiction, topic: str, *, place: str | None = None, sector: str | None = None,
    excluded: Collection[str] = (),
) -> Route:  # fmt: skip
    """Return the one accountable office.

    An excluded office (the accused) is never returned: its level above takes the case. NotFound when the topic has
    no rule or every office up the line is excluded.
    """
    if topic not in jurisdiction.routing:
        raise NotFound(f"no routing for topic {topic!r} in {jurisdiction.id}")
    rule = jurisdiction.rule_for(topic, sector, place)
    office = _not_excluded(jurisdiction, jurisdiction.office_for(rule.vertical, place), excluded)
    index = jurisdiction.routing[topic].index(rule)
    return Route(office.vertical, office, rule.reason, {"rule": index, "place": place, "sector": sector})


def reason(jurisdiction: Jurisdiction, topic: str, reference: dict[str, Any]) -> Text | None:
    """The words for a stored route; None when the rule is no longer in the data."""
    rules = jurisdiction.routing.get(topic, ())
    index = reference.get("rule", -1)
    return rules[index].reason if 0 <= index < len(rules) else None


def _not_excluded(jurisdiction: Jurisdiction, office: Office, excluded: Collection[str]) -> Office:
    while office.id in excluded:
        if office.parent is None:
            raise NotFound(f"every office for vertical {office.vertical!r} is excluded")
        office = jurisdiction.offices[office.parent]
    return office
