"""The desk's routes: fetch, check, call one service, render."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import FastAPI, Form, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.base import RequestResponseEndpoint
from starlette.staticfiles import StaticFiles

from desk import show
from desk.pages import Pages
from desk.security import HEADERS, PATH, Door, Forged, NotSignedIn, Visitor, officer_of
from grievances import attachments, cases, officers
from grievances.cases import Case
from grievances.core import Core, Unit
from grievances.errors import GrievanceError, SignInRefused
from grievances.lifecycle import OPEN, ORDERS, Move
from grievances.models import Leg, Officer
from grievances.phrases import PHRASES, placeholders
from language.normalise import SUPPORTED
from language.reference import parse_reference

log = logging.getLogger(__name__)

HERE = Path(__file__).parent
#: rows of a queue page; characters of a free text
PAGE, LONGEST = 50, 4_000
#: what the queue can be narrowed to
FILTERS: dict[str, list[str] | None] = {
    "open": sorted(OPEN),
    "new": ["filed", "transferred", "reopened"],
    "waiting": ["waiting"],
    "resolved": ["resolved"],
    "all": None,
}


class Invalid(Exception):
    """A form that cannot be carried out; `code` is one of texts.PROBLEMS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def create_app(core: Core, *, files: Path, secure: bool = False) -> FastAPI:
    """The application, to be mounted at /desk. `files` is the folder of attachments."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    door, pages = Door(core, secure), Pages()
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")

    @app.middleware("http")
    async def headers(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    @app.get("/")
    def home() -> Response:
        return RedirectResponse(f"{PATH}/queue", 303)

    @app.get("/sign-in")
    def sign_in_page(request: Request, language: str = "") -> Response:
        response = HTMLResponse()
        token = door.door_token(request, response)
        chosen = language if language in SUPPORTED else pages.language(request)
        pages.fill(response, "sign_in.html", chosen, token=token, problem=None)
        return response

    @app.post("/sign-in")
    def sign_in(
        request: Request, login: Annotated[str, Form(max_length=200)] = "",
        password: Annotated[str, Form(max_length=500)] = "", token: Annotated[str, Form()] = "",
        language: Annotated[str, Form()] = "en",
    ) -> Response:  # fmt: skip
        door.check_door(request, token)
        response: Response = RedirectResponse(f"{PATH}/queue", 303)
        refused = False
        with core.unit() as unit:
            try:
                door.sign_in(response, unit, login, password)
            except SignInRefused:
                refused = True  # and the count of failures is committed
        if not refused:
            return response
        response = HTMLResponse(status_code=403)
        shown = language if language in SUPPORTED else pages.language(request)
        again = door.door_token(request, response)
        pages.fill(response, "sign_in.html", shown, token=again, problem="sign_in_refused")
        return response

    @app.post("/sign-out")
    def sign_out(request: Request, csrf: Annotated[str, Form()] = "") -> Response:
        door.check(request, door.visitor(request), csrf)
        response = RedirectResponse(f"{PATH}/sign-in", 303)
        with core.unit() as unit:
            door.sign_out(request, response, unit)
        return response

    @app.post("/language")
    def language(request: Request, language: Annotated[str, Form()], csrf: Annotated[str, Form()] = "") -> Response:
        visitor = door.visitor(request)
        door.check(request, visitor, csrf)
        if language in SUPPORTED:
            with core.unit() as unit:
                officers.set_language(unit, officer_of(unit, visitor), language)
        return RedirectResponse(f"{PATH}/queue", 303)

    @app.get("/queue")
    def queue(request: Request, show_: Annotated[str, Query(alias="show")] = "open", mine: bool = False) -> Response:
        visitor = door.visitor(request)
        chosen = show_ if show_ in FILTERS else "open"
        with core.reading() as unit:
            officer = officer_of(unit, visitor)
            rows = show.queue(unit, officer, FILTERS[chosen], mine, PAGE)
            return pages.render(
                "queue.html", visitor, rows=rows, chosen=chosen, mine=mine, filters=list(FILTERS),
                office=_office(unit, officer), officer=officer.name, full=len(rows) == PAGE,
            )  # fmt: skip

    @app.get("/find")
    def find(request: Request, number: Annotated[str, Query(max_length=64)] = "") -> Response:
        visitor = door.visitor(request)
        canonical = parse_reference(number)
        with core.reading() as unit:
            legs = cases.by_number(unit, officer_of(unit, visitor), canonical) if canonical else []
            found = legs[0].id if legs else None
        if found is None:
            return pages.problem(request, "not_found", 404, visitor)
        return RedirectResponse(f"{PATH}/cases/{found}", 303)

    def case_response(unit: Unit, visitor: Visitor, case: Case, problem: str | None, status: int) -> Response:
        officer = officer_of(unit, visitor)
        page = show.case_page(unit, officer, case)
        return pages.render(
            "case.html", visitor, status=status, case=page, problem=problem, officer=officer.name,
            office=_office(unit, officer),
        )  # fmt: skip

    @app.get("/cases/{leg_id}")
    def case(request: Request, leg_id: str) -> Response:
        visitor = door.visitor(request)
        with core.unit() as unit:
            found = cases.read(unit, officer_of(unit, visitor), leg_id)
            return case_response(unit, visitor, found, None, 200)

    @app.get("/cases/{leg_id}/files/{file_id}")
    def file(request: Request, leg_id: str, file_id: str) -> Response:
        visitor = door.visitor(request)
        with core.unit() as unit:
            kept = cases.attachment(unit, officer_of(unit, visitor), leg_id, file_id)
            content, name = attachments.content_of(unit, kept, files), attachments.name_of(unit, kept)
        # Always a download, whatever it is called: nothing a worker sent runs on the desk.
        safe = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
        return Response(content, media_type=kept.type, headers=safe)

    def step(
        request: Request, leg_id: str, csrf: str, version: int, work: Callable[[Unit, Officer, int], Leg]
    ) -> Response:
        """One step on a case; what cannot be done is said on the case's page, which shows how it stands now."""
        visitor = door.visitor(request)
        door.check(request, visitor, csrf)
        code = None
        try:
            with core.unit() as unit:
                work(unit, officer_of(unit, visitor), version)
        except Invalid as invalid:
            code = invalid.code
        except GrievanceError as error:
            if error.code not in ("stale", "not_allowed"):
                raise
            code = error.code
        with core.unit() as unit:
            officer = officer_of(unit, visitor)
            try:
                found = cases.read(unit, officer, leg_id)
            except GrievanceError:
                if code is not None:
                    raise
                return RedirectResponse(f"{PATH}/queue", 303)  # transferred away
            if code is None:
                return RedirectResponse(f"{PATH}/cases/{leg_id}", 303)
            return case_response(unit, visitor, found, code, 422 if code in ("empty", "too_long") else 409)

    @app.post("/cases/{leg_id}/take")
    def take(
        request: Request, leg_id: str, csrf: Annotated[str, Form()] = "", version: Annotated[int, Form()] = 0
    ) -> Response:
        return step(request, leg_id, csrf, version, lambda unit, who, seen: cases.take(unit, who, leg_id, seen))

    @app.post("/cases/{leg_id}/transfer")
    def transfer(
        request: Request, leg_id: str, office: Annotated[str, Form()] = "", csrf: Annotated[str, Form()] = "",
        version: Annotated[int, Form()] = 0,
    ) -> Response:  # fmt: skip
        return step(
            request, leg_id, csrf, version, lambda unit, who, seen: cases.transfer(unit, who, leg_id, office, seen)
        )

    @app.post("/cases/{leg_id}/write")
    async def write(request: Request, leg_id: str) -> Response:
        """Reply, ask, resolve or end: `do` says which, with free text or a catalogue phrase and its blanks."""
        form = {key: str(value).strip() for key, value in (await request.form()).items()}
        version = int(form["version"]) if form.get("version", "").isdigit() else 0

        def work(unit: Unit, officer: Officer, seen: int) -> Leg:
            return _write(unit, officer, leg_id, seen, form)

        return await run_in_threadpool(step, request, leg_id, form.get("csrf", ""), version, work)

    @app.exception_handler(NotSignedIn)
    def not_signed_in(request: Request, error: NotSignedIn) -> Response:
        return RedirectResponse(f"{PATH}/sign-in", 303)

    @app.exception_handler(Forged)
    def forged(request: Request, error: Forged) -> Response:
        return pages.problem(request, "forged", 403)

    @app.exception_handler(GrievanceError)
    def core_error(request: Request, error: GrievanceError) -> Response:
        code, status = ("not_found", 404) if error.code == "not_found" else ("failed", 500)
        return pages.problem(request, code, status)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        return pages.problem(request, "failed", 422)

    @app.exception_handler(HTTPException)
    def framework(request: Request, error: HTTPException) -> Response:
        return pages.problem(request, "not_found" if error.status_code in (404, 405) else "failed", error.status_code)

    @app.exception_handler(Exception)
    def unforeseen(request: Request, error: Exception) -> Response:
        log.error("%s failed: %s", request.method, type(error).__name__)
        return pages.problem(request, "failed", 500)

    return app


def _office(unit: Unit, officer: Officer) -> str:
    """The name of the officer's office, '' for who has none."""
    here = unit.core.jurisdictions.get(officer.jurisdiction)
    office = here.offices.get(officer.office_id or "") if here else None
    return office.name.get(officer.language) if office else ""


def _write(unit: Unit, officer: Officer, leg_id: str, version: int, form: dict[str, str]) -> Leg:
    """One of the steps that carry words. Invalid when neither text nor a phrase with all its blanks is given."""
    do, phrase = form.get("do", ""), form.get("phrase") or None
    text = form.get("text") or None
    values: dict[str, str] = {}
    if phrase is not None:
        if phrase not in PHRASES:
            raise Invalid("empty")
        values = {name: form.get(f"{phrase}.{name}", "") for name in placeholders(phrase)}
        text = None
    if (text is None and phrase is None) or not all(values.values()):
        raise Invalid("empty")
    if len(text or "") + sum(map(len, values.values())) > LONGEST:
        raise Invalid("too_long")
    if do in ("reply", "ask"):
        return cases.reply(
            unit, officer, leg_id, text=text, phrase=phrase, values=values, question=do == "ask", version=version
        )
    if do == "resolve":
        return cases.resolve(unit, officer, leg_id, text=text, phrase=phrase, values=values, version=version)
    if do in {order.value for order in ORDERS}:
        return cases.end(unit, officer, leg_id, Move(do), text=text, phrase=phrase, values=values, version=version)
    raise Invalid("empty")
