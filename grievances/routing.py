"""Topic, kind of workplace and place decide the vertical; vertical and place decide the office. The rules are data."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from grievances.errors import NotFound
from jurisdictions import Jurisdiction, Office, Rule, Text


@dataclass(frozen=True, slots=True)
class Route:
    """Where a leg goes and why. `reference` is what is stored: with it `reason` finds the words again."""

    vertical: str
    office: Office
    reason: Text
    reference: dict[str, Any]
    rule: Rule


def route(
    jurisdiction: Jurisdiction, topic: str, *, place: str | None = None, sector: str | None = None,
    excluded: Collection[str] = (),
) -> Route:  # fmt: skip
    """Return the one accountable office.

    An excluded office (the accused), and one that must never receive such a case, is not returned: its level above
    takes the case, else the rule's fallback. NotFound when the topic has no rule or every one of them is excluded.
    """
    if topic not in jurisdiction.routing:
        raise NotFound(f"no routing for topic {topic!r} in {jurisdiction.id}")
    rule = jurisdiction.rule_for(topic, sector, place)
    office = next((one for one in jurisdiction.candidates(topic, rule, place) if one.id not in excluded), None)
    if office is None:
        raise NotFound(f"every office for vertical {rule.vertical!r} is excluded")
    reference = {"place": place, "sector": sector, "vertical": rule.vertical}
    return Route(office.vertical, office, rule.reason, reference, rule)


def reason(jurisdiction: Jurisdiction, topic: str, reference: dict[str, Any]) -> Text | None:
    """The words for a stored route; None when the data send such a case elsewhere now."""
    if "further" in reference:
        several = jurisdiction.several.get(topic, ())
        return next((one.reason for one in several if one.vertical == reference["further"]), None)
    rule = rule_of(jurisdiction, topic, reference)
    return rule.reason if rule else None


def rule_of(jurisdiction: Jurisdiction, topic: str, reference: dict[str, Any]) -> Rule | None:
    """The rule that a stored route came from; None when there is none, or when it leads elsewhere now.

    Found again by what was told, not by its place in the file: rules come and go.
    """
    if "place" not in reference or topic not in jurisdiction.routing:
        return None
    place = reference["place"] if reference["place"] in jurisdiction.places else None
    rule = jurisdiction.rule_for(topic, reference.get("sector"), place)
    return rule if reference.get("vertical", rule.vertical) == rule.vertical else None
