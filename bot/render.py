"""HTML pages for workers: Jinja templates with the catalogues, language and direction of who reads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from jurisdictions import Jurisdiction
from language.catalogue import OWN_NAMES, direction, translate
from language.normalise import SUPPORTED

LANGUAGE = "sangam_language"
YEAR = 365 * 86400
#: where "leave quickly" goes: a page that everybody may be looking at
EXIT = "https://www.wikipedia.org/"


class Pages:
    """Renders templates of `bot/templates`. `jurisdictions` give the name the service goes by."""

    def __init__(self, jurisdictions: Mapping[str, Jurisdiction], secure: bool) -> None:
        self.jurisdictions, self.secure = jurisdictions, secure
        loader = FileSystemLoader(Path(__file__).parent / "templates")
        self._environment = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self._environment.globals |= {"languages": OWN_NAMES, "direction_of": direction, "exit": EXIT}

    def name(self, language: str, jurisdiction: str | None = None) -> str:
        """The neutral name of the service, of the first jurisdiction served when none or no known one is given."""
        known = self.jurisdictions.get(jurisdiction or "") or next(iter(self.jurisdictions.values()))
        return known.display_name.get(language)

    def render(
        self, request: Request, template: str, language: str, status: int = 200, *,
        jurisdiction: str | None = None, **values: Any,
    ) -> HTMLResponse:  # fmt: skip
        """A page; one that was asked for with ?lang= is remembered for the next one."""

        def _(message: str, **inserted: Any) -> str:
            return translate(language, message, **inserted)

        name = self.name(language, jurisdiction)
        text = self._environment.get_template(template).render(
            _=_, language=language, direction=direction(language), name=name, jurisdiction=jurisdiction, **values
        )
        headers = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin", "Vary": "Accept-Language, Cookie"}
        response = HTMLResponse(text, status, headers)
        if request.query_params.get("lang") == language:
            response.set_cookie(LANGUAGE, language, max_age=YEAR, httponly=True, samesite="strict", secure=self.secure)
        return response


def language_of(request: Request, spoken: str | None = None) -> str:
    """The page's language: asked for, chosen before, the one spoken in the conversation, the browser's, English."""
    chosen = (request.query_params.get("lang"), request.cookies.get(LANGUAGE), spoken)
    accepted = (part.split(";")[0].strip()[:2] for part in request.headers.get("accept-language", "").split(","))
    return next((code for code in (*chosen, *accepted) if code in SUPPORTED), "en")
