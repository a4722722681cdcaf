"""The desk's door: session cookie, CSRF, same-origin posts, headers."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import Request, Response

from grievances import officers, review
from grievances.core import Core, Unit
from grievances.models import Officer

COOKIE, DOOR_COOKIE = "sangam_desk", "sangam_door"
PATH = "/desk"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class NotSignedIn(Exception):
    """Nobody is signed in: the person is sent to the door."""


class Forged(Exception):
    """A post that did not come from one of our own forms."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is signed in: the officer's id and language, their forms' token, which further pages are theirs."""

    officer: str
    language: str
    csrf: str
    reviews: bool
    keeps_content: bool


class Door:
    """Signing in and out, and telling who stands before us. `secure` marks cookies for https only."""

    def __init__(self, core: Core, secure: bool) -> None:
        self.core, self.secure = core, secure

    def visitor(self, request: Request) -> Visitor:
        """The signed-in officer; NotSignedIn otherwise."""
        with self.core.reading() as unit:
            session = officers.session_of(unit, request.cookies.get(COOKIE, ""))
            if session is None:
                raise NotSignedIn
            request.state.language = session.officer.language
            officer = session.officer
            return Visitor(
                officer.id, officer.language, session.csrf, review.may_review(officer), officers.keeps_content(officer)
            )  # fmt: skip

    def check(self, request: Request, visitor: Visitor, token: str) -> None:
        """Forged unless the form is ours: its token is the session's and the browser names our own origin, if any."""
        if not same_origin(request) or not hmac.compare_digest(token.encode(), visitor.csrf.encode()):
            raise Forged

    def sign_in(self, response: Response, unit: Unit, login: str, password: str) -> None:
        """Open a session and set its cookie. SignInRefused as in `officers.sign_in`."""
        token, _ = officers.sign_in(unit, login, password)
        self._set(response, COOKIE, token)
        response.delete_cookie(DOOR_COOKIE, path=PATH)

    def sign_out(self, request: Request, response: Response, unit: Unit) -> None:
        officers.sign_out(unit, request.cookies.get(COOKIE, ""))
        response.delete_cookie(COOKIE, path=PATH)

    def door_token(self, request: Request, response: Response) -> str:
        """The sign-in form's own token: in a cookie and in the form, since there is no session yet."""
        token = request.cookies.get(DOOR_COOKIE) or secrets.token_urlsafe(24)
        self._set(response, DOOR_COOKIE, token)
        return token

    def check_door(self, request: Request, token: str) -> None:
        held = request.cookies.get(DOOR_COOKIE, "")
        if not held or not same_origin(request) or not hmac.compare_digest(held.encode(), token.encode()):
            raise Forged

    def _set(self, response: Response, name: str, value: str) -> None:
        response.set_cookie(name, value, path=PATH, httponly=True, samesite="strict", secure=self.secure)


def same_origin(request: Request) -> bool:
    """Whether the browser says that the post comes from our own host; an old browser says nothing."""
    origin = request.headers.get("origin")
    try:
        return origin is None or urlsplit(origin).netloc == request.headers.get("host")
    except ValueError:  # what no browser sends
        return False


def officer_of(unit: Unit, visitor: Visitor) -> Officer:
    return unit.db.get_one(Officer, visitor.officer)
