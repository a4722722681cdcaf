"""The one shape of an error, `{error: {code, message}}`, in the person's language; codes to statuses in one table."""

from __future__ import annotations

import logging
import traceback

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.texts import ERRORS
from grievances.errors import GrievanceError
from language.catalogue import translate
from language.normalise import SUPPORTED

log = logging.getLogger(__name__)

STATUS = {
    "bad_request": 400,
    "unknown_button": 400,
    "unknown_file": 400,
    "unauthorized": 401,
    "erased": 401,
    "not_found": 404,
    "message_conflict": 409,
    "too_large": 413,
    "unsupported": 415,
    "wrong_type": 415,
    "invalid": 422,
    "too_long": 422,
    "slow_down": 429,
}
#: what the framework itself answers with -> our code
FRAMEWORK = {
    400: "bad_request",
    401: "unauthorized",
    404: "not_found",
    405: "not_found",
    413: "too_large",
    415: "unsupported",
}
#: codes whose person reads another code's sentence
SAME_WORDS = {"erased": "unauthorized"}
#: characters of a field's name that are said back
FIELD = 60


class Refused(Exception):
    """Answer with a code of STATUS; `values` go into its sentence, `retry_after` (seconds) into the header."""

    def __init__(self, code: str, *, retry_after: int | None = None, **values: str | int) -> None:
        super().__init__(code)
        self.code, self.retry_after, self.values = code, retry_after, values


def language_of(request: Request) -> str:
    """The conversation's language when a dependency has put it on the request, else the browser's, else English."""
    known = getattr(request.state, "language", None)
    asked = [part.split(";")[0].strip()[:2] for part in request.headers.get("accept-language", "").split(",")]
    return next((language for language in (known, *asked) if language in SUPPORTED), "en")


def said(language: str, code: str, **values: str | int) -> str:
    """The sentence of a code for the person."""
    sentence = ERRORS[SAME_WORDS.get(code, code)]
    return translate(language, sentence, **values)


def code_of(error: GrievanceError) -> str:
    """The code by which an error of the core is told."""
    return error.code if error.code in STATUS else "bad_request"


def problem(request: Request, code: str, retry_after: int | None = None, **values: str | int) -> JSONResponse:
    message = said(language_of(request), code, **values)
    headers = {"Retry-After": str(retry_after)} if retry_after else None
    status = STATUS.get(code, 500)
    return JSONResponse({"error": {"code": code, "message": message}}, status, headers)


def install(app: FastAPI) -> None:
    """Handlers for our refusals, the core's errors and the framework's."""

    @app.exception_handler(Refused)
    def refused(request: Request, error: Refused) -> Response:
        return problem(request, error.code, error.retry_after, **error.values)

    @app.exception_handler(GrievanceError)
    def grievance(request: Request, error: GrievanceError) -> Response:
        return problem(request, code_of(error))

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        if first["type"] == "json_invalid":
            return problem(request, "bad_request")
        # The place of the mistake, never the value: that may be somebody's words. A client may have chosen its name.
        field = ".".join(str(part) for part in first["loc"] if part != "body") or "body"
        return problem(request, "invalid", field=field.encode("ascii", "replace").decode()[:FIELD])

    @app.exception_handler(HTTPException)
    def framework(request: Request, error: HTTPException) -> Response:
        return problem(request, FRAMEWORK.get(error.status_code, "bad_request"))


class Unforeseen:
    """Answers 500 to what nobody foresaw; stands inside the other middleware, so that its answer gets their headers.

    The log gets the error's kind and place, never its text: that may quote somebody's words.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

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
            kind = type(error).__name__
            log.error("%s %s failed: %s at %s:%s", scope["method"], scope["path"], kind, place.filename, place.lineno)
            if not started:
                await problem(Request(scope), "failed")(scope, receive, send)
