"""The one shape of an error, `{error: {code, message}}`, in the person's language; codes to statuses in one table."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from grievances.errors import GrievanceError
from language.catalogue import translate
from language.normalise import SUPPORTED

log = logging.getLogger(__name__)

#: what the framework itself answers with -> our code
FRAMEWORK = {
    400: "bad_request",
    401: "unauthorized",
    404: "not_found",
    405: "not_found",
    413: "too_large",
    415: "unsupported",
}
#: characters of a field's name that are said back
FIELD = 60


class Problem(BaseModel):
    code: str
    message: str


class ErrorOut(BaseModel):
    error: Problem


class Refused(Exception):
    """Answer with a code of the API's table; `values` go into its sentence, `retry_after` (seconds) into the header."""

    def __init__(self, code: str, *, retry_after: int | None = None, **values: str | int) -> None:
        super().__init__(code)
        self.code, self.retry_after, self.values = code, retry_after, values


@dataclass(frozen=True, slots=True)
class Errors:
    """What one API refuses with: code -> status, code -> sentence; `same_words`: code -> the code whose it says."""

    status: Mapping[str, int]
    sentences: Mapping[str, str]
    same_words: Mapping[str, str] = field(default_factory=dict)

    def said(self, language: str, code: str, **values: str | int) -> str:
        """The sentence of a code for the person."""
        return translate(language, self.sentences[self.same_words.get(code, code)], **values)

    def code_of(self, error: GrievanceError) -> str:
        """The code by which an error of the core is told."""
        return error.code if error.code in self.status else "bad_request"

    def problem(
        self, request: Request, code: str, retry_after: int | None = None, **values: str | int
    ) -> JSONResponse:
        message = self.said(language_of(request), code, **values)
        headers = {"Retry-After": str(retry_after)} if retry_after else None
        return JSONResponse({"error": {"code": code, "message": message}}, self.status.get(code, 500), headers)

    def install(self, app: FastAPI) -> None:
        """Handlers for our refusals, the core's errors and the framework's."""

        @app.exception_handler(Refused)
        def refused(request: Request, error: Refused) -> Response:
            return self.problem(request, error.code, error.retry_after, **error.values)

        @app.exception_handler(GrievanceError)
        def grievance(request: Request, error: GrievanceError) -> Response:
            return self.problem(request, self.code_of(error))

        @app.exception_handler(RequestValidationError)
        def invalid(request: Request, error: RequestValidationError) -> Response:
            first = error.errors()[0]
            if first["type"] == "json_invalid":
                return self.problem(request, "bad_request")
            # The place of the mistake, never the value: that may be somebody's words. A client may have named it.
            name = ".".join(str(part) for part in first["loc"] if part != "body") or "body"
            return self.problem(request, "invalid", field=name.encode("ascii", "replace").decode()[:FIELD])

        @app.exception_handler(HTTPException)
        def framework(request: Request, error: HTTPException) -> Response:
            return self.problem(request, FRAMEWORK.get(error.status_code, "bad_request"))

    def unforeseen(self, app: ASGIApp) -> Unforeseen:
        """Middleware for `app.add_middleware`."""
        return Unforeseen(app, lambda request: self.problem(request, "failed"))


def language_of(request: Request) -> str:
    """The person's language when a dependency has put it on the request, else the browser's, else English."""
    known = getattr(request.state, "language", None)
    asked = [part.split(";")[0].strip()[:2] for part in request.headers.get("accept-language", "").split(",")]
    return next((language for language in (known, *asked) if language in SUPPORTED), "en")


class Unforeseen:
    """Answers 500 to what nobody foresaw; stands inside the other middleware, so that its answer gets their headers.

    The log gets the error's kind and place, never its text: that may quote somebody's words. Nor the address as it was
    asked for: its pattern alone.
    """

    def __init__(self, app: ASGIApp, failed: Callable[[Request], Response]) -> None:
        self.app, self.failed = app, failed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})  # one for all, so that the person's language is known here
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            kind, where = type(error).__name__, getattr(scope.get("route"), "path", "?")
            log.error("%s %s failed: %s at %s:%s", scope["method"], where, kind, place.filename, place.lineno)
            if not started:
                await self.failed(Request(scope))(scope, receive, send)


def sends(kind: str) -> Callable[[Request], Awaitable[None]]:
    """A dependency that answers 415 to a body of another type."""

    async def require(request: Request) -> None:  # not in a thread: it only looks at a header
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != kind:
            raise Refused("unsupported")

    return require


def bearer(request: Request) -> str:
    """The token a request shows; Refused `unauthorized` when it shows none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Refused("unauthorized")
    return token
