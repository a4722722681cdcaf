"""The chat as plain HTML pages, for phones and browsers without JavaScript.

The session's token is in a cookie. A second cookie, the door, is set before there is a session: it proves that a form
is ours, and a first message sent twice through one door begins one conversation, not two.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile

from bot.api import Caller, Chat, address_of
from bot.errors import STATUS, Refused, code_of, said
from bot.render import Pages, language_of
from bot.schemas import LONGEST, NewMessage
from bot.texts import PLAIN
from grievances.conversations import Incoming, Shown
from grievances.errors import GrievanceError
from grievances.sessions import LIFETIME
from language.catalogue import translate
from language.normalise import SUPPORTED

SESSION, DOOR = "sangam_chat", "sangam_door"
PATH = "/chat"
#: messages a page shows, the newest
SHOWN = 60
#: files one message may have here
FILES = 3


class Plain:
    """The routes under /chat. `secure` marks cookies for https only."""

    def __init__(self, chat: Chat, pages: Pages, secure: bool) -> None:
        self.chat, self.pages, self.secure = chat, pages, secure
        self.router = APIRouter(include_in_schema=False)
        self.router.add_api_route(PATH, self.show, methods=["GET"], response_class=Response)
        self.router.add_api_route(f"{PATH}/send", self.send, methods=["POST"], response_class=Response)
        self.router.add_api_route(f"{PATH}/forget", self.forget, methods=["POST"], response_class=Response)
        # Reloading a page that answered a post with words asks for these.
        for path in ("send", "forget"):
            self.router.add_api_route(f"{PATH}/{path}", self.back, methods=["GET"], response_class=Response)

    async def back(self, request: Request) -> Response:
        language = request.query_params.get("lang")
        return RedirectResponse(f"{PATH}?lang={language}" if language in SUPPORTED else PATH, 303)

    async def show(self, request: Request, seen: str = "", write: bool = False) -> Response:
        """The thread and the form. A link that names what was `seen` tells that it arrived."""
        token = request.cookies.get(SESSION, "")
        caller = await self.chat.caller(token) if token else None
        if token and caller is None:
            return self._gone(request)
        if caller and seen.isascii() and seen.isdigit() and len(seen) <= 18:
            await self.chat.acknowledge(caller, int(seen))
        return await self._page(request, caller, write=write)

    async def send(self, request: Request) -> Response:
        async with request.form(max_files=FILES + 1, max_fields=20) as form:
            return await self._send(request, form)

    async def _send(self, request: Request, form: FormData) -> Response:
        token, door = request.cookies.get(SESSION, ""), request.cookies.get(DOOR, "")
        caller = await self.chat.caller(token) if token else None
        text = _field(form, "text").replace("\r\n", "\n")
        if not _ours(request, form, door):
            return await self._page(request, caller, "form_too_old", text=text)
        if token and caller is None:
            return self._gone(request, text)
        payload, message_id = _field(form, "payload") or None, _field(form, "id")
        files = [f for f in form.getlist("file") if isinstance(f, UploadFile) and f.filename]
        if payload is None and not text.strip() and not files:
            return await self._page(request, caller, "empty")
        opened: str | None = None
        try:
            if len(text) > LONGEST:
                raise Refused("too_long", limit=LONGEST)
            new = NewMessage(
                id=message_id, text=None if payload else text, payload=payload, attachments=["file"] if files else []
            )
            if caller is None:
                opened, caller = await self._open(request, form, door)
            kept = tuple([(await self.chat.keep(caller, file)).id for file in files[:FILES]])
            incoming = Incoming(new.text, new.payload, kept)
            shown, _ = await self.chat.take(caller, message_id, incoming, address_of(request))
        except (Refused, GrievanceError, ValidationError) as error:
            if code_for(error) == "message_conflict" and files:
                return RedirectResponse(PATH, 303)  # the same form again: its files only have new ids
            response = await self._page(request, caller, error, text=text)
        else:
            if any((s.custom or {}).get("erase") for s in shown):
                return self._farewell(request, shown)
            seen = _field(form, "seen")
            response = RedirectResponse(f"{PATH}?seen={seen}#end" if seen.isdigit() else f"{PATH}#end", 303)
        if opened:
            self._set(response, SESSION, opened)
        return response

    async def _open(self, request: Request, form: FormData, door: str) -> tuple[str, Caller]:
        language = _field(form, "lang")
        session = await self.chat.open(
            language if language in SUPPORTED else None, _field(form, "jurisdiction") or None, address_of(request), door
        )
        caller = await self.chat.caller(session.token)
        if caller is None:
            raise Refused("unauthorized")
        return session.token, caller

    async def forget(self, request: Request) -> Response:
        """Forget the device: asked once, then the session ends and every cookie of ours goes."""
        async with request.form(max_files=0, max_fields=10) as form:
            token, door = request.cookies.get(SESSION, ""), request.cookies.get(DOOR, "")
            caller = await self.chat.caller(token) if token else None
            if not _ours(request, form, door):
                return await self._page(request, caller, "form_too_old")
            if not _field(form, "sure"):
                language = language_of(request, caller.language if caller else None)
                return self.pages.render(request, "forget.html", language, csrf=_csrf(door))
        if caller:
            await self.chat.forget(caller)
        response = RedirectResponse(PATH, 303)
        _forget_cookies(response)
        return response

    async def _page(
        self, request: Request, caller: Caller | None, problem: str | Exception | None = None, *,
        text: str = "", write: bool = False,
    ) -> Response:  # fmt: skip
        """The chat page, with what went wrong in words above the form and what was written still in it."""
        language = language_of(request, caller.language if caller else None)
        thread, pending = await self.chat.thread(caller) if caller else ([], False)
        status, words = 200, None
        if problem is not None:
            status, words = self._said(problem, language)
        waiting = pending and not write and problem is None
        door = request.cookies.get(DOOR) or secrets.token_urlsafe(24)
        jurisdiction = request.query_params.get("jurisdiction")
        response: Response = self.pages.render(
            request, "chat.html", language, status, thread=thread[-SHOWN:], more=len(thread) > SHOWN, problem=words,
            text=text, waiting=waiting, new_id=lambda: str(uuid4()), csrf=_csrf(door), longest=LONGEST, files=FILES,
            seen=str(thread[-1].cursor) if thread else "", open_sets=open_sets(thread), begun=caller is not None,
            jurisdiction=jurisdiction if jurisdiction in self.pages.jurisdictions else None,
        )  # fmt: skip
        self._set(response, DOOR, door)
        return response

    def _said(self, problem: str | Exception, language: str) -> tuple[int, str]:
        if isinstance(problem, str):
            return 422 if problem == "empty" else 403, translate(language, PLAIN[problem])
        code = code_for(problem)
        values = problem.values if isinstance(problem, Refused) else {}
        if code == "invalid":
            code = "bad_request"  # a form has no field names to tell
        return STATUS.get(code, 500), said(language, code, **values)

    def _gone(self, request: Request, text: str = "") -> Response:
        """The session has ended: say so once, and begin anew."""
        language = language_of(request)
        door = secrets.token_urlsafe(24)
        response = self.pages.render(
            request, "chat.html", language, 401, thread=[], more=False, problem=said(language, "unauthorized"),
            text=text, waiting=False, new_id=lambda: str(uuid4()), csrf=_csrf(door), longest=LONGEST, files=FILES,
            seen="", open_sets=set(), begun=False,
        )  # fmt: skip
        response.delete_cookie(SESSION, path=PATH)
        self._set(response, DOOR, door)
        return response

    def _farewell(self, request: Request, shown: list[Shown]) -> Response:
        """All was erased: the last answer is shown here, since it is stored nowhere."""
        response = self.pages.render(request, "farewell.html", shown[0].language or language_of(request), shown=shown)
        _forget_cookies(response)
        return response

    def _set(self, response: Response, name: str, value: str) -> None:
        age = int(LIFETIME / timedelta(seconds=1))
        response.set_cookie(name, value, max_age=age, path=PATH, httponly=True, samesite="strict", secure=self.secure)


def code_for(error: Exception) -> str:
    if isinstance(error, Refused):
        return error.code
    return code_of(error) if isinstance(error, GrievanceError) else "bad_request"


def open_sets(thread: list[Shown]) -> set[str]:
    """Messages whose buttons can still be pressed: what was asked after the worker's last word, and the office's."""
    last = max((n for n, shown in enumerate(thread) if shown.author == "worker"), default=-1)
    found = set()
    for n, shown in enumerate(thread):
        titles = {title for title, _ in shown.buttons}
        answered = n + 1 < len(thread) and thread[n + 1].author == "worker" and thread[n + 1].text in titles
        if titles and (n > last or (shown.author == "officer" and not answered)):
            found.add(shown.uid)
    return found


def _field(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _csrf(door: str) -> str:
    """What a form carries to prove that it is ours; does not give the door away."""
    return hashlib.sha256(f"form:{door}".encode()).hexdigest()


def _ours(request: Request, form: FormData, door: str) -> bool:
    origin = request.headers.get("origin")
    same = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    return bool(door) and same and hmac.compare_digest(_field(form, "csrf").encode(), _csrf(door).encode())


def _forget_cookies(response: Response) -> None:
    for name in (SESSION, DOOR):
        response.delete_cookie(name, path=PATH)
