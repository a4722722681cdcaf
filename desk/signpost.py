"""The page that shows where a case would go and why, for every officer."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request, Response

from desk import show
from desk.letter import Paper, paper
from desk.pages import Pages
from desk.security import Door, officer_of
from desk.view import LAW_LANGUAGE
from grievances.names import FAMILY_NAMES, QUESTION_NAMES, TOPIC_NAMES
from grievances.signpost import Sign, Unknown, sign
from jurisdictions import Jurisdiction
from jurisdictions.topics import FAMILIES
from language.catalogue import translate

#: characters of a place; a longer one is no place
LONGEST_PLACE = 100


def add_routes(app: FastAPI, door: Door, pages: Pages) -> None:
    core = door.core

    @app.get("/route")
    def where_to(request: Request, topic: str = "", sector: str = "", place: str = "") -> Response:
        """The form, and below it the way of the case asked for."""
        visitor = door.visitor(request)
        with core.reading() as unit:
            officer = officer_of(unit, visitor)
            here = show.jurisdiction(unit, officer)
            place = place.strip()[:LONGEST_PLACE]
            found, unknown = None, None
            if topic:
                try:
                    found = sign(here, topic, sector, place, visitor.language)
                except Unknown as fault:
                    unknown = fault
            return pages.render(
                "route.html", visitor, status=422 if unknown else 200, officer=officer.name,
                office=show.office(unit, officer), topic=topic, sector=sector, place=place, unknown=unknown,
                way=way(here, found, visitor.language) if found else None,
                families=families(here, visitor.language),
                sectors=[(one.id, one.names.get(visitor.language)) for one in here.sectors.values()],
            )  # fmt: skip


def families(here: Jurisdiction, language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The topics in their families, as the choice shows them."""
    return [
        (
            translate(language, FAMILY_NAMES[family]),
            [(topic, translate(language, TOPIC_NAMES[topic])) for topic in topics if topic in here.routing],
        )
        for family, topics in FAMILIES.items()
    ]


def letter(here: Jurisdiction, found: Sign) -> Paper | None:
    """The letter to copy, blank where a case would tell; None where none is sent."""
    if here.letter is None:
        return None
    place = here.places[found.place.id].names.get(here.letter.language) if found.place else ""
    return paper(here, found.route.office, found.topic, place=place)


def way(here: Jurisdiction, found: Sign, language: str) -> dict[str, Any]:
    """What the page shows of a route, in the officer's language. Laws are cited in English only."""
    office, vertical = found.route.office, here.verticals[found.route.vertical]
    contact = None
    if found.contact:
        whose, fact = found.contact
        contact = (fact.value.get(language), "" if whose == office else whose.name.get(language))
    return {
        "vertical": vertical.name.get(language),
        "mandate": vertical.mandate.get(language),
        "office": office.name.get(language),
        "reach": office.reach,
        "reason": found.route.reason.get(language),
        "law": found.route.rule.law if language == LAW_LANGUAGE else "",
        "told": found.effect.told(language),
        "contact": contact,
        "complaints": found.complaints.value.get(language) if found.complaints else "",
        "above": [one.name.get(language) for one in found.above],
        "fallback": found.fallback.name.get(language) if found.fallback else "",
        "never": found.never,
        "takes": [translate(language, TOPIC_NAMES[topic]) for topic in here.takes(vertical.id)],
        "further": [
            {
                "office": its_office.name.get(language),
                "reason": one.reason.get(language),
                "lead": one.lead,
                "sees": [translate(language, QUESTION_NAMES.get(question, question)) for question in one.sees],
            }
            for one, its_office in found.further
        ],
        "letter": letter(here, found),
        "place": ", ".join(here.places[id].names.get(language) for id in here.lineage(found.place.id))
        if found.place
        else "",
    }
