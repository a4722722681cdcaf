"""Rendering: Jinja templates with the catalogues, language and direction of who reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from desk.security import PATH, Visitor
from desk.texts import PROBLEMS
from language.catalogue import OWN_NAMES, direction, translate
from language.normalise import SUPPORTED


class Pages:
    """Renders the desk's templates."""

    def __init__(self) -> None:
        loader = FileSystemLoader(Path(__file__).parent / "templates")
        self._environment = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )

    def language(self, request: Request) -> str:
        """The signed-in officer's language, else the browser's first that we have, else English."""
        known = getattr(request.state, "language", None)
        asked = (part.split(";")[0].strip()[:2] for part in request.headers.get("accept-language", "").split(","))
        return next((code for code in (known, *asked) if code in SUPPORTED), "en")

    def render(self, template: str, visitor: Visitor, status: int = 200, **values: Any) -> HTMLResponse:
        response = HTMLResponse(status_code=status)
        self.fill(response, template, visitor.language, visitor=visitor, **values)
        return response

    def fill(self, response: Response, template: str, language: str, **values: Any) -> None:
        """Put a page into a response that may carry cookies already."""

        def _(message: str, **inserted: Any) -> str:
            return translate(language, message, **inserted)

        values.setdefault("visitor", None)
        if problem := values.get("problem"):
            values["problem"] = _(PROBLEMS[problem])
        page = self._environment.get_template(template)
        text = page.render(
            _=_, language=language, direction=direction(language), path=PATH, languages=OWN_NAMES, **values
        )
        response.body = text.encode()
        response.headers["content-length"] = str(len(response.body))

    def problem(self, request: Request, code: str, status: int) -> HTMLResponse:
        """A page that says what went wrong and where to go on."""
        response = HTMLResponse(status_code=status)
        self.fill(response, "problem.html", self.language(request), problem=code)
        return response
