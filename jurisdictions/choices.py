"""What the question for the kind of workplace offers: only the kinds that decide where a case goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from babel.lists import format_list

from jurisdictions.model import Jurisdiction, Sector

#: kinds named on one button; more of them would not be read
NAMED = 4


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: a kind of workplace and those within it that go the same way here."""

    sector: Sector
    within: tuple[Sector, ...]

    def label(self, language: str) -> str:
        """The kind's own name, or the short names of all that it stands for: "Mine, port or bank"."""
        shorts = [one.short.get(language) for one in self.within[:NAMED] if one.short]
        if not shorts or self.sector.short is None:
            return self.sector.names.get(language)
        told = format_list([*shorts, self.sector.short.get(language)], style="or", locale=language)
        return told[:1].upper() + told[1:]


def choices(here: Jurisdiction, topics: Iterable[str], place: str | None) -> tuple[Choice, ...]:
    """The answers that lead to different offices for these topics at this place; empty where nothing is to be asked."""
    topics = tuple(topics)
    around = here.lineage(place)
    offered = [s for s in here.sectors.values() if not (place and s.place and s.place not in around)]
    ends = {
        sector.id: tuple(here.office_for(here.rule_for(topic, sector.id, place).vertical, place).id for topic in topics)
        for sector in offered
    }
    if len({ends[sector.id] for sector in offered if not sector.rare}) < 2:
        return ()
    held: dict[str, list[Sector]] = {}
    for sector in offered:
        shown = sector
        while shown.within in ends and ends[shown.within] == ends[sector.id]:
            shown = here.sectors[shown.within]
        held.setdefault(shown.id, [])
        if shown is not sector:
            held[shown.id].append(sector)
    order = [sector.id for sector in offered if sector.id in held]
    return tuple(Choice(here.sectors[id], tuple(held[id])) for id in order)

