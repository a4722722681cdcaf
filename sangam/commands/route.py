"""`sangam route`: where a case would go and why."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sangam.commands import Commands
from sangam.settings import Settings

if TYPE_CHECKING:
    from grievances.signpost import Sign
    from jurisdictions import Jurisdiction

REACHES = {"desk": "works on the desk", "letter": "gets a letter", "self": "the worker files there"}


def add_to(commands: Commands) -> None:
    parser = commands.add_parser("route", help="where a case would go and why")
    parser.add_argument("--jurisdiction", help="in, vn, ir; the first one served, if not given")
    parser.add_argument("--topic", required=True, help="a topic by its id or name: wages_unpaid")
    parser.add_argument("--sector", default="", help="the kind of work by id or in words: mine")
    parser.add_argument("--place", default="", help="the place of work as a worker would say it: Dhanbad")
    parser.add_argument("--language", default="en", choices=("en", "hi", "vi", "fa"))
    parser.set_defaults(run=run)


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    from grievances.signpost import Unknown, sign
    from jurisdictions import load

    chosen = arguments.jurisdiction or settings.jurisdictions[0]
    if chosen not in settings.jurisdictions:
        print(f"no such jurisdiction: {chosen!r}; served are {', '.join(settings.jurisdictions)}", file=sys.stderr)
        return 1
    here = load([chosen])[chosen]
    try:
        found = sign(here, arguments.topic, arguments.sector, arguments.place, arguments.language)
    except Unknown as unknown:
        print(unknown, file=sys.stderr)
        return 1
    for label, text in _lines(here, found, arguments.language):
        print(f"{label + ':':<12} {text}")
    return 0


def _lines(here: Jurisdiction, found: Sign, language: str) -> Iterator[tuple[str, str]]:
    office = found.route.office
    if found.sector:
        yield "work", found.sector.names.get(language)
    if found.place:
        yield "place", ", ".join(here.places[id].names.get(language) for id in here.lineage(found.place.id))
    yield "vertical", f"{here.verticals[found.route.vertical].name.get(language)} ({found.route.vertical})"
    yield "office", f"{office.name.get(language)} ({office.id}), {REACHES[office.reach]}"
    yield "reason", found.route.reason.get(language)
    yield "law", found.route.rule.law
    yield "filing", found.effect.told(language)
    yield "contact", _contact(found, language)
    yield "next level", " > ".join(one.name.get(language) for one in found.above) or "none"
    yield "fallback", f"{found.fallback.name.get(language)} ({found.fallback.id})" if found.fallback else "none"
    yield "never", ", ".join(found.never) or "none"
    for further, its_office in found.further:
        part = f"{'leads; ' if further.lead else ''}sees {', '.join(further.sees)}"
        yield "also", f"{its_office.name.get(language)} ({its_office.id}); {part}. {further.reason.get(language)}"


def _contact(found: Sign, language: str) -> str:
    if found.contact is None:
        line = found.complaints
        return f"none sourced{f'; for complaints anywhere: {line.value.get(language)}' if line else ''}"
    whose, fact = found.contact
    of_above = "" if whose == found.route.office else f" ({whose.name.get(language)})"
    return f"{fact.value.get(language)}{of_above}"
