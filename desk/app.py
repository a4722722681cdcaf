"""The desk's application: routes put together, headers on every answer, errors as pages."""

from __future__ import annotations

import logging
import re
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException
from starlette.middleware.base import RequestResponseEndpoint
from starlette.staticfiles import StaticFiles

from desk import casework, content, entry, glossary, learning, signpost
from desk.pages import Pages
from desk.security import HEADERS, PATH, Door, Forged, NotSignedIn
from grievances.core import Core
from grievances.errors import GrievanceError

log = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"
#: bytes of a form: 4,000 characters take at most 48,000 percent-encoded; read before we know who sends it
LARGEST_FORM = 200_000
FORM = "application/x-www-form-urlencoded"
ANNOUNCED = re.compile("[0-9]{1,9}")


def create_app(core: Core, *, files: Path, secure: bool = False) -> FastAPI:
    """The application, to be mounted at /desk. `files` is the folder of attachments; `secure`: served over https."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    door, pages = Door(core, secure), Pages()
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    entry.add_routes(app, door, pages)
    casework.add_routes(app, door, pages, files)
    learning.add_routes(app, door, pages)
    content.add_routes(app, door, pages)
    glossary.add_routes(app, door, pages)
    signpost.add_routes(app, door, pages)

    @app.middleware("http")
    async def guard(request: Request, call_next: RequestResponseEndpoint) -> Response:
        """Headers on every answer. What nobody foresaw is caught here: Starlette's own place for it is outside."""
        length = request.headers.get("content-length", "")
        try:
            if request.method == "POST" and not (ANNOUNCED.fullmatch(length) and int(length) <= LARGEST_FORM):
                response: Response = pages.problem(request, "too_long", 413)
            elif not request.headers.get("content-type", FORM).startswith(FORM):
                response = pages.problem(request, "unfit", 415)
            else:
                response = await call_next(request)
        except Exception as error:
            log.error("%s failed: %s", request.method, type(error).__name__)
            response = pages.problem(request, "failed", 500)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    @app.exception_handler(NotSignedIn)
    def not_signed_in(request: Request, error: NotSignedIn) -> Response:
        return RedirectResponse(f"{PATH}/sign-in", 303)

    @app.exception_handler(Forged)
    def forged(request: Request, error: Forged) -> Response:
        return pages.problem(request, "forged", 403)

    @app.exception_handler(GrievanceError)
    def core_error(request: Request, error: GrievanceError) -> Response:
        if error.code in ("not_found", "erased"):
            return pages.problem(request, "not_found", 404)
        log.error("%s failed: %s", request.method, error.code)
        return pages.problem(request, "failed", 500)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        return pages.problem(request, "unfit", 422)

    @app.exception_handler(HTTPException)
    def framework(request: Request, error: HTTPException) -> Response:
        code = "not_found" if error.status_code in (404, 405) else "unfit" if error.status_code < 500 else "failed"
        return pages.problem(request, code, error.status_code)

    return app
