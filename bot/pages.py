"""The pages people meet: the entry page, the chat without JavaScript, and the widget's words and files."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp

from bot import widget
from bot.api import Chat
from bot.errors import Refused
from bot.plain import Plain
from bot.render import Pages, language_of
from language.normalise import SUPPORTED

#: what a worker may write, on the demonstration page: not translated, since it shows that any of these will do
EXAMPLES = (
    ("hi-Latn", "mera pf ka paisa nhi aaya 3 mahine se"),
    ("en", "my boss has not paid me for two months"),
    ("vi", "cong ty no luong 2 thang roi"),
    ("fa", "دو ماهه حقوقمون رو ندادن"),
)


def router(chat: Chat, *, secure: bool, demo: bool) -> APIRouter:
    """Routes of / and /chat and of the widget's words. `secure` marks cookies for https only."""
    routes = APIRouter(include_in_schema=False)
    jurisdictions = chat.core.jurisdictions
    pages = Pages(jurisdictions, secure)
    template = "demo.html" if demo else "landing.html"

    @routes.get("/", response_class=Response)
    def entry(request: Request) -> Response:
        script = widget.integrity(widget.content(widget.LOADER))
        return pages.render(request, template, language_of(request), integrity=script, examples=EXAMPLES)

    @routes.get("/widget/texts/{language}.json")
    def texts(language: str) -> JSONResponse:
        if language not in SUPPORTED:
            raise Refused("not_found")
        names = {id_: one.display_name.get(language) for id_, one in jurisdictions.items()}
        headers = {"Cache-Control": "public, max-age=300", "Cross-Origin-Resource-Policy": "cross-origin"}
        return JSONResponse(widget.texts(language, names), headers=headers)

    routes.include_router(Plain(chat, pages, secure).router)
    return routes


def widget_files() -> ASGIApp:
    """The widget's static files, to be mounted at /widget."""
    return widget.files()
