"""The desk API at /api/v1 (docs/desk-api.md): what the desk's pages do, for other programs. Sight, steps, exclusion
and sealing are those of `grievances.cases`; a token acts as its officer, and the history says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, FastAPI, Query, Request, Response
from fastapi.responses import JSONResponse
from fastapi.security import HTTPBearer

from desk import shown
from desk.api_schemas import (
    AnswerOut,
    CaseList,
    CaseOut,
    CaseRow,
    Choices,
    Cursor,
    Ending,
    Filter,
    Me,
    Message,
    Reveal,
    Step,
    Transfer,
)
from desk.casework import FILTERS, PAGE
from desk.downloads import DAMAGED, ENDINGS, download
from desk.security import HEADERS
from desk.texts import API_ERRORS
from edge.errors import ErrorOut, Errors, Refused, bearer, sends
from edge.guard import SafeHeaders, SizeLimit
from grievances import attachments, cases, limits, tokens
from grievances.core import Core, Unit
from grievances.lifecycle import Move
from grievances.models import Leg, Officer
from language.reference import parse_reference

STATUS = {
    "bad_request": 400, "unauthorized": 401, "not_found": 404, "stale": 409, "not_allowed": 409, "erased": 409,
    "too_large": 413, "unsupported": 415, "invalid": 422, "wrong_office": 422, "slow_down": 429,
}  # fmt: skip
#: bytes of a body: 4,000 characters of four bytes, escaped, and the rest
LARGEST_BODY = 64 * 1024
errors = Errors(STATUS, API_ERRORS)
scheme = HTTPBearer(auto_error=False, description="A token of `sangam token add`")


@dataclass(frozen=True, slots=True)
class Caller:
    """The officer a token acts as, and the token."""

    officer: str
    token: str


class DeskApi:
    """The routes over one core. `files` is the folder of attachments, `rate` the requests a minute of one token."""

    def __init__(self, core: Core, files: Path, rate: int) -> None:
        self.core, self.files, self.rate = core, files, rate

    def authenticate(self, request: Request) -> None:
        """Put the caller on the request; each request counts, also one that is refused for the rest."""
        with self.core.unit() as unit:
            token = tokens.find(unit, bearer(request))
            if token is None:
                raise Refused("unauthorized")
            wait = limits.spend(unit, "token", token.id, self.rate, 60)
            if not wait:
                tokens.used(unit, token)
            request.state.caller, request.state.language = Caller(token.officer_id, token.id), token.officer.language
        if wait:
            raise Refused("slow_down", retry_after=wait, seconds=wait)

    @contextmanager
    def acting(self, request: Request) -> Iterator[tuple[Unit, Officer]]:
        """A unit and the officer in it; what it writes into the history names the token."""
        caller: Caller = request.state.caller
        with self.core.unit() as unit:
            unit.through = {"token": caller.token}
            yield unit, unit.db.get_one(Officer, caller.officer)

    def me(self, request: Request) -> Me:
        """In whose name this token acts."""
        with self.acting(request) as (unit, officer):
            token = tokens.of(unit, request.state.caller.token)
            return Me.model_validate({
                "login": officer.login, "name": officer.name, "role": officer.role, "language": officer.language,
                "jurisdiction": officer.jurisdiction, "office": officer.office_id, "token_expires_at": token.expires_at,
            })  # fmt: skip

    def choices(self, request: Request) -> Choices:
        """What the steps can name."""
        with self.acting(request) as (unit, officer):
            return shown.choices(unit, officer)

    def listed(
        self, request: Request, show: Filter = "open", mine: bool = False,
        number: Annotated[str | None, Query(max_length=64)] = None, after: Cursor | None = None,
        limit: Annotated[int, Query(ge=1, le=200)] = PAGE,
    ) -> CaseList:  # fmt: skip
        """The cases the officer may see, oldest first; with `number`, those of one grievance, whatever their state."""
        with self.acting(request) as (unit, officer):
            if number is not None:
                canonical = parse_reference(number)
                legs = cases.by_number(unit, officer, canonical) if canonical else []
                return CaseList(cases=[shown.row(unit, officer, leg) for leg in legs], cursor=None)
            place = shown.place(after) if after else None
            legs = cases.queue(unit, officer, states=FILTERS[show], mine=mine, after=place, limit=limit + 1)
            more = shown.mark(legs[limit - 1]) if len(legs) > limit else None
            return CaseList(cases=[shown.row(unit, officer, leg) for leg in legs[:limit]], cursor=more)

    def read(self, request: Request, case: UUID) -> CaseOut:
        """Everything of a case; the history keeps that it was read."""
        with self.acting(request) as (unit, officer):
            return shown.case(unit, officer, cases.read(unit, officer, str(case)))

    def file(self, request: Request, case: UUID, file: UUID) -> Response:
        """A file of the case, as a download; recorded."""
        with self.acting(request) as (unit, officer):
            kept = cases.attachment(unit, officer, str(case), str(file))
            content, name = attachments.content_of(unit, kept, self.files), attachments.name_of(unit, kept)
        return download(content, name, DAMAGED if kept.damaged else kept.type)

    def reveal(self, request: Request, case: UUID, body: Reveal) -> AnswerOut:
        """An identity number in full, which is recorded."""
        with self.acting(request) as (unit, officer):
            found = cases.reveal(unit, officer, str(case), body.question)
            return shown.answer(unit, officer, found, body.question)

    def take(self, request: Request, case: UUID, body: Step) -> CaseRow:
        """Take the case on."""
        return self._step(request, lambda unit, who: cases.take(unit, who, str(case), body.version))

    def reply(self, request: Request, case: UUID, body: Message) -> CaseRow:
        """Write to the worker."""
        return self._step(request, lambda unit, who: cases.reply(unit, who, str(case), **body.said()))

    def ask(self, request: Request, case: UUID, body: Message) -> CaseRow:
        """Write to the worker and wait for the answer."""
        return self._step(request, lambda unit, who: cases.reply(unit, who, str(case), question=True, **body.said()))

    def resolve(self, request: Request, case: UUID, body: Message) -> CaseRow:
        """Say that it is solved; the worker is asked."""
        return self._step(request, lambda unit, who: cases.resolve(unit, who, str(case), **body.said()))

    def end(self, request: Request, case: UUID, body: Ending) -> CaseRow:
        """End with a reasoned order; the worker can appeal."""
        order = Move(f"end_{body.order}")
        return self._step(request, lambda unit, who: cases.end(unit, who, str(case), order, **body.said()))

    def transfer(self, request: Request, case: UUID, body: Transfer) -> CaseRow:
        """Hand the case to another office; it is no longer there for this one."""
        return self._step(
            request, lambda unit, who: cases.transfer(unit, who, str(case), body.office, body.version, body.topic)
        )

    def _step(self, request: Request, work: Callable[[Unit, Officer], Leg]) -> CaseRow:
        with self.acting(request) as (unit, officer):
            leg = work(unit, officer)
            unit.db.flush()  # so that the answer has the version the next step needs
            return shown.row(unit, officer, leg)


def create_app(core: Core, *, files: Path, rate: int) -> FastAPI:
    """The application, to be mounted at /api/v1."""
    app = FastAPI(title="Sangam desk API", version="1", docs_url=None, redoc_url=None)
    errors.install(app)
    api = DeskApi(core, files, rate)

    def add(path: str, work: Callable[..., Any], *statuses: int, **more: Any) -> None:
        refusals = {s: {"model": ErrorOut} for s in (400, 401, 422, 429, *statuses)}
        responses = {**refusals, **more.pop("responses", {})}
        dependencies = [Depends(scheme), Depends(api.authenticate), *more.pop("dependencies", ())]
        app.add_api_route(path, work, responses=responses, dependencies=dependencies, **more)

    def step(path: str, work: Callable[..., Any]) -> None:
        add(f"/cases/{{case}}{path}", work, 404, 409, 413, 415, methods=["POST"],
            dependencies=[Depends(sends("application/json"))])  # fmt: skip

    add("/me", api.me)
    add("/choices", api.choices)
    add("/cases", api.listed)
    add("/cases/{case}", api.read, 404)
    binary = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in (*ENDINGS, DAMAGED)}
    add("/cases/{case}/files/{file}", api.file, 404, 409, response_class=Response,
        responses={200: {"content": binary}})  # fmt: skip
    step("/reveal", api.reveal)
    step("/take", api.take)
    step("/reply", api.reply)
    step("/ask", api.ask)
    step("/resolve", api.resolve)
    step("/end", api.end)
    step("/transfer", api.transfer)

    def too_large(request: Request) -> JSONResponse:
        return errors.problem(request, "too_large", limit=LARGEST_BODY // 1024)

    app.add_middleware(errors.unforeseen)
    app.add_middleware(SizeLimit, limit=lambda path: LARGEST_BODY, refusal=too_large)
    app.add_middleware(SafeHeaders, headers=HEADERS)
    return app
