"""The routes of the work: queue, find by number, a case, its files, and each step on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated
from uuid import UUID

from fastapi import FastAPI, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from desk import show, view
from desk.downloads import DAMAGED, download
from desk.forms import Invalid, Written, whole
from desk.letter import case_letter
from desk.pages import Pages
from desk.security import PATH, Door, Visitor, officer_of
from grievances import attachments, cases
from grievances.cases import Case
from grievances.core import Unit
from grievances.errors import GrievanceError
from grievances.failpoints import reach
from grievances.lifecycle import OPEN, State
from grievances.models import Leg, Officer
from language.reference import parse_reference

#: rows of a queue page
PAGE = 50
#: what the queue can be narrowed to
FILTERS: dict[str, list[str] | None] = {
    "open": sorted(OPEN),
    "new": ["filed", "transferred", "reopened"],
    "waiting": ["waiting"],
    "resolved": ["resolved"],
    "all": None,
}
#: what went wrong -> status; anything else of the core's is no mistake of the officer's
STATUS = {"empty": 422, "too_long": 422, "wrong_office": 422, "stale": 409, "not_allowed": 409, "erased": 409}


def add_routes(app: FastAPI, door: Door, pages: Pages, files: Path) -> None:
    core = door.core

    @app.get("/queue")
    def queue(
        request: Request, show_: Annotated[str, Query(alias="show")] = "open", mine: str = "", after: str = ""
    ) -> Response:
        visitor = door.visitor(request)
        chosen = show_ if show_ in FILTERS else "open"
        with core.reading() as unit:
            officer = officer_of(unit, visitor)
            legs = cases.queue(
                unit, officer, states=FILTERS[chosen], mine=mine == "1", after=show.place(after), limit=PAGE + 1
            )
            more = show.mark(legs[PAGE - 1]) if len(legs) > PAGE else None
            rows = [show.row(unit, officer, leg) for leg in legs[:PAGE]]
            office = show.office(unit, officer)
            aside = show.left_aside(unit, officer)
        return pages.render(
            "queue.html", visitor, rows=rows, chosen=chosen, mine=mine == "1", filters=list(FILTERS), office=office,
            officer=officer.name, more=more, after=after, aside=aside,
        )  # fmt: skip

    @app.get("/find")
    def find(request: Request, number: str = "") -> Response:
        visitor = door.visitor(request)
        canonical = parse_reference(number[:64])
        with core.reading() as unit:
            legs = cases.by_number(unit, officer_of(unit, visitor), canonical) if canonical else []
        if not legs:
            return pages.problem(request, "not_found", 404)
        return RedirectResponse(f"{PATH}/cases/{legs[0].id}", 303)

    def page(
        unit: Unit, visitor: Visitor, case: Case, problem: str | None = None, written: Written | None = None,
        revealed: str = "",
    ) -> Response:  # fmt: skip
        officer = officer_of(unit, visitor)
        return pages.render(
            "case.html", visitor, status=STATUS[problem] if problem else 200, problem=problem, officer=officer.name,
            case=view.case_page(unit, officer, case, revealed), office=show.office(unit, officer),
            written=written or Written(),
        )  # fmt: skip

    @app.get("/cases/{leg_id:uuid}")
    def case(request: Request, leg_id: UUID) -> Response:
        visitor = door.visitor(request)
        with core.unit() as unit:
            return page(unit, visitor, cases.read(unit, officer_of(unit, visitor), str(leg_id)))

    @app.get("/cases/{leg_id:uuid}/letter")
    def letter(request: Request, leg_id: UUID) -> Response:
        """The letter to the office, to copy and to print. Recorded, as looking at the case is."""
        visitor = door.visitor(request)
        with core.unit() as unit:
            officer = officer_of(unit, visitor)
            found = cases.letter(unit, officer, str(leg_id))
            return pages.render(
                "letter.html", visitor, officer=officer.name, office=show.office(unit, officer), leg=found.leg.id,
                number=found.grievance.number, letter=case_letter(unit, found),
            )  # fmt: skip

    @app.get("/cases/{leg_id:uuid}/files/{file_id:uuid}")
    def file(request: Request, leg_id: UUID, file_id: UUID) -> Response:
        visitor = door.visitor(request)
        with core.unit() as unit:
            kept = cases.attachment(unit, officer_of(unit, visitor), str(leg_id), str(file_id))
            content, name = attachments.content_of(unit, kept, files), attachments.name_of(unit, kept)
        return download(content, name, DAMAGED if kept.damaged else kept.type)

    @app.post("/cases/{leg_id:uuid}/number")
    def number(
        request: Request, leg_id: UUID, question: Annotated[str, Form()] = "", csrf: Annotated[str, Form()] = ""
    ) -> Response:
        """An identity number in full: once, and recorded."""
        visitor = door.visitor(request)
        door.check(request, visitor, csrf)
        with core.unit() as unit:
            found = cases.reveal(unit, officer_of(unit, visitor), str(leg_id), question)
            return page(unit, visitor, found, revealed=question)

    def step(
        request: Request, leg_id: UUID, csrf: str, work: Callable[[Unit, Officer], Leg],
        done: Callable[[Case, Officer], bool], written: Written | None = None,
    ) -> Response:  # fmt: skip
        """One step on a case; what cannot be done is said on the case's page, which shows how it stands now.

        `done` tells whether a step that came too late is this officer's own, sent twice: then all is well.
        """
        visitor = door.visitor(request)
        door.check(request, visitor, csrf)
        problem = None
        try:
            with core.unit() as unit:
                work(unit, officer_of(unit, visitor))
            reach("desk.committed")
        except Invalid as invalid:
            problem = invalid.code
        except GrievanceError as error:
            if error.code not in STATUS:
                raise
            problem = error.code
        with core.unit() as unit:
            officer = officer_of(unit, visitor)
            try:
                found = cases.read(unit, officer, str(leg_id))
            except GrievanceError:
                if problem is not None:
                    raise
                return RedirectResponse(f"{PATH}/queue", 303)  # transferred away
            if problem is None or (problem == "stale" and done(found, officer)):
                return RedirectResponse(f"{PATH}/cases/{leg_id}", 303)
            return page(unit, visitor, found, problem, written)

    @app.post("/cases/{leg_id:uuid}/take")
    def take(
        request: Request, leg_id: UUID, csrf: Annotated[str, Form()] = "", version: Annotated[str, Form()] = ""
    ) -> Response:
        return step(
            request, leg_id, csrf, lambda unit, who: cases.take(unit, who, str(leg_id), whole(version)),
            lambda now, who: now.leg.state == State.TAKEN and now.leg.assignee_id == who.id,
        )  # fmt: skip

    @app.post("/cases/{leg_id:uuid}/transfer")
    def transfer(
        request: Request, leg_id: UUID, office: Annotated[str, Form()] = "", topic: Annotated[str, Form()] = "",
        csrf: Annotated[str, Form()] = "", version: Annotated[str, Form()] = "",
    ) -> Response:  # fmt: skip
        return step(
            request, leg_id, csrf,
            lambda unit, who: cases.transfer(unit, who, str(leg_id), office, whole(version), topic or None),
            lambda now, who: False,  # after a transfer the case is no longer here
        )  # fmt: skip

    @app.post("/cases/{leg_id:uuid}/write")
    async def write(request: Request, leg_id: UUID) -> Response:
        """Reply, ask, resolve or end: `do` says which, with free text or a catalogue phrase and its blanks."""
        written = Written.read(await request.form())
        return await run_in_threadpool(
            step, request, leg_id, written.csrf, lambda unit, who: written.carry_out(unit, who, str(leg_id)),
            written.stands, written,
        )  # fmt: skip
