"""The routes of the review list: messages to label, so that the model can learn from use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import FastAPI, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from desk import show, texts
from desk.forms import whole
from desk.pages import Pages
from desk.security import PATH, Door, officer_of
from grievances import review
from grievances.cleaning import PLACEHOLDER
from grievances.core import Unit
from grievances.errors import AlreadyReviewed
from grievances.models import Officer
from grievances.names import ACT_NAMES, FAMILY_NAMES, TOPIC_NAMES
from grievances.review import Item
from jurisdictions.topics import FAMILIES
from language.calendars import show_date
from language.catalogue import direction, translate
from language.normalise import SUPPORTED

#: messages of a page
PAGE = 20
STATES = (review.OPEN, review.LABELLED)


@dataclass(frozen=True, slots=True)
class Entry:
    """A message on the page. `parts`: (text, whether it is a placeholder's name); `guesses`: (id, name, percent)."""

    id: int
    parts: tuple[tuple[str, bool], ...]
    language: str
    direction: str
    reason: str
    created: str
    guesses: tuple[tuple[str, str, str], ...]
    chosen: str
    label: str
    exported: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where on the list a reviewer is: state, language ('' for all), id of the last one of the page before."""

    state: str
    language: str
    after: int

    @classmethod
    def of(cls, state: str, language: str, after: str) -> Place:
        """What does not fit is left out."""
        known = state if state in STATES else review.OPEN
        return cls(known, language if language in SUPPORTED else "", whole(after))

    def query(self) -> str:
        return urlencode({"show": self.state, "language": self.language, "after": self.after})


def add_routes(app: FastAPI, door: Door, pages: Pages) -> None:
    core = door.core

    def page(request: Request, at: Place, problem: str | None = None, status: int = 200) -> Response:
        visitor = door.visitor(request)
        with core.unit() as unit:
            officer = officer_of(unit, visitor)
            language, last = at.language or None, at.after
            items = review.listed(unit, officer, state=at.state, language=language, after=last, limit=PAGE)
            entries = [entry(unit, officer, item) for item in items]
            last = items[-1].id if items else last
            more = last if review.any_more(unit, officer, state=at.state, language=language, after=last) else None
            office = show.office(unit, officer)
        return pages.render(
            "review.html", visitor, status=status, problem=problem, entries=entries, at=at, more=more,
            states=STATES, labels=labels(visitor.language), officer=officer.name, office=office,
        )  # fmt: skip

    @app.get("/review")
    def listed(
        request: Request, state: Annotated[str, Query(alias="show")] = "", language: str = "", after: str = ""
    ) -> Response:
        return page(request, Place.of(state, language, after))

    @app.post("/review/{item}")
    def decide(
        request: Request, item: str, do: Annotated[str, Form()] = "", label: Annotated[str, Form()] = "",
        state: Annotated[str, Form()] = "", language: Annotated[str, Form()] = "",
        after: Annotated[str, Form()] = "", csrf: Annotated[str, Form()] = "",
    ) -> Response:  # fmt: skip
        """Label a message, or reject it; then the list again, where the reviewer was."""
        visitor = door.visitor(request)
        door.check(request, visitor, csrf)
        at = Place.of(state, language, after)
        if do != "reject" and label not in review.LABELS:
            return page(request, at, "unlabelled", 422)
        try:
            with core.unit() as unit:
                officer = officer_of(unit, visitor)
                if do == "reject":
                    review.reject(unit, officer, whole(item), at.state)
                else:
                    review.label(unit, officer, whole(item), label, at.state)
        except AlreadyReviewed:
            return page(request, at, "reviewed", 409)
        return RedirectResponse(f"{PATH}/review?{at.query()}", 303)


def entry(unit: Unit, officer: Officer, item: Item) -> Entry:
    language = officer.language
    pieces = re.split(f"({PLACEHOLDER.pattern})", item.text)
    parts = tuple(
        (translate(language, texts.PLACEHOLDERS.get(piece[1:-1], piece)) if masked else piece, masked)
        for piece in pieces
        if (masked := PLACEHOLDER.fullmatch(piece) is not None) or piece
    )
    guesses = tuple(
        (intent, name_of(language, intent), translate(language, "{percent}%", percent=round(confidence * 100)))
        for intent, confidence in item.ranking
    )
    return Entry(
        item.id, parts, item.language, direction(item.language), translate(language, texts.REASONS[item.reason]),
        show_date(item.created, language, officer.jurisdiction), guesses, name_of(language, item.chosen),
        name_of(language, item.label) if item.label else "", item.exported,
    )  # fmt: skip


def name_of(language: str, intent: str) -> str:
    return translate(language, TOPIC_NAMES.get(intent) or ACT_NAMES.get(intent, intent))


def labels(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """All labels by family: (name of the family, [(intent, name)])."""
    families = [
        (translate(language, FAMILY_NAMES[family]), [(topic, name_of(language, topic)) for topic in topics])
        for family, topics in FAMILIES.items()
    ]
    return [*families, (translate(language, texts.CONVERSATION), [(act, name_of(language, act)) for act in ACT_NAMES])]
