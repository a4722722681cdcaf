"""Reads what stands beside a grievance: other doors."""

from __future__ import annotations

from collections.abc import Mapping

from jurisdictions.bodies import finder
from jurisdictions.doors import Door, Doors
from jurisdictions.facts import Text
from jurisdictions.finder import Finder, Frames
from jurisdictions.model import Helpline
from jurisdictions.reading import Entry


def doors(file: Entry, helplines: Mapping[str, Helpline]) -> Doors:
    """doors.yml: `doors`, id: matter, office, words, alone, contact or helpline; `ours`, words of work; `endings`."""
    file.fields(("doors",), ("ours", "endings"))
    read = {id: _door(id, entry, helplines) for id, entry in file["doors"].entries()}
    frames = Frames(endings=file.strings("endings"))
    matters = finder(
        file["doors"], read, lambda door: (*door.matter.values(), *door.words), lambda door: door.alone, frames
    )
    return Doors(read, matters, Finder(((word, "ours") for word in file.strings("ours")), frames=frames))


def _door(id: str, entry: Entry, helplines: Mapping[str, Helpline]) -> Door:
    entry.fields(("matter", "office"), ("words", "alone", "contact", "helpline"))
    contact = entry["contact"].sourced() if entry.has("contact") else None
    reached = contact.value if contact else None
    if entry.has("helpline"):
        if contact:
            entry["contact"].fault("the helpline says already how the office is reached")
        reached = Text({"en": f"☎ {helplines[entry['helpline'].one_of(helplines, 'helpline')].number}"})
    return Door(
        id=id,
        matter=entry["matter"].text(),
        office=entry["office"].text(),
        words=entry.strings("words"),
        alone=entry.strings("alone"),
        reached=reached,
        contact=contact,
    )
