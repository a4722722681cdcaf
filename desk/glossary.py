"""The officers' words: what the law of a country calls things, with a search; the same words on a case's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from fastapi import FastAPI, Request, Response

from desk import show
from desk.pages import Pages
from desk.security import Door, officer_of
from jurisdictions import Jurisdiction
from jurisdictions.finder import Words, words_of
from jurisdictions.glossary import Term
from language.catalogue import direction

LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class Word:
    """A term as one officer sees it. `native`: (word, language, direction) in the country's official languages.

    `own`: the word in the officer's own language, where that is official; then nothing has to stand beside it.
    """

    name: str
    native: tuple[tuple[str, str, str], ...]
    own: str
    meaning: str


def word(term: Term, language: str) -> Word:
    native = tuple((said, spoken, direction(spoken)) for spoken, said in term.native.items())
    return Word(term.names.get(language), native, term.native.get(language, ""), term.meaning.get(language))


def labels(here: Jurisdiction, language: str) -> Mapping[str, Word]:
    """The country's words for "grievance", "order" and "transfer"."""
    return MappingProxyType({label: word(term, language) for label, term in here.glossary.labels.items()})


def found(here: Jurisdiction, search: str) -> list[Term]:
    """The terms that have, in any language, words that begin with each word of a search; all when it is empty."""
    wanted = words_of(search[:LONGEST_SEARCH])
    return [term for term in here.glossary.terms.values() if _has(term, wanted)]


def _has(term: Term, wanted: Words) -> bool:
    texts = (*term.native.values(), *term.names.values(), *term.meaning.values())
    own = [word for text in texts for word in words_of(text)]
    return all(any(word.startswith(part) for word in own) for part in wanted)


def add_routes(app: FastAPI, door: Door, pages: Pages) -> None:
    core = door.core

    @app.get("/glossary")
    def glossary(request: Request, jurisdiction: str = "", q: str = "") -> Response:
        """The words of one jurisdiction, the officer's own at first."""
        visitor = door.visitor(request)
        with core.reading() as unit:
            officer = officer_of(unit, visitor)
            here = show.jurisdiction(unit, officer, jurisdiction)
            return pages.render(
                "glossary.html", visitor, at=here.id, officer=officer.name, office=show.office(unit, officer),
                jurisdictions=[(one.id, one.names.get(visitor.language)) for one in core.jurisdictions.values()],
                search=q[:LONGEST_SEARCH], words=[word(term, visitor.language) for term in found(here, q)],
            )  # fmt: skip
