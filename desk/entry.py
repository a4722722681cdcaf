"""The routes of the door: sign in, sign out, the officer's language."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from desk.pages import Pages
from desk.security import PATH, Door, officer_of
from grievances import officers
from grievances.errors import SignInRefused
from language.normalise import SUPPORTED


def add_routes(app: FastAPI, door: Door, pages: Pages) -> None:
    core = door.core

    def form(request: Request, language: str, problem: str | None, status: int) -> Response:
        response = HTMLResponse(status_code=status)
        shown = language if language in SUPPORTED else pages.language(request)
        pages.fill(response, "sign_in.html", shown, token=door.door_token(request, response), problem=problem)
        return response

    @app.get("/")
    def home() -> Response:
        return RedirectResponse(f"{PATH}/queue", 303)

    @app.get("/sign-in")
    def sign_in_page(request: Request, language: str = "") -> Response:
        return form(request, language, None, 200)

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
        return form(request, language, "sign_in_refused", 403) if refused else response

    @app.post("/sign-out")
    def sign_out(request: Request, csrf: Annotated[str, Form()] = "") -> Response:
        door.check(request, door.visitor(request), csrf)
        response = RedirectResponse(f"{PATH}/sign-in", 303)
        with core.unit() as unit:
            door.sign_out(request, response, unit)
        return response

    @app.post("/language")
    def language(
        request: Request, language: Annotated[str, Form()] = "", csrf: Annotated[str, Form()] = ""
    ) -> Response:
        visitor = door.visitor(request)
        door.check(request, visitor, csrf)
        if language in SUPPORTED:
            with core.unit() as unit:
                officers.set_language(unit, officer_of(unit, visitor), language)
        return RedirectResponse(f"{PATH}/queue", 303)
