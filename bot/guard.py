"""What every request passes before it is read: a limit of its size, and headers every answer carries."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.api import LONGEST
from bot.errors import language_of, said
from grievances.attachments import LARGEST

#: where files are sent to: one to the API, several and with a text by the plain page's form, which itself says in
#: words which of them is too large
FILE, FORM, FORM_FILES = "/chat/v1/attachments", "/chat/send", 4


class SizeLimit:
    """Answers 413 to a body larger than allowed, announced or not. Files have a limit of their own."""

    def __init__(self, app: ASGIApp, body: int, file: int) -> None:
        self.app, self.body, self.file = app, body, file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self._limit(scope["path"])
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and int(announced) > limit:
            await self._refuse(scope, receive, send)
            return
        seen, refused, started = 0, False, False

        async def counted() -> Message:
            nonlocal seen, refused
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > limit and not started:
                    refused = True
                    return {"type": "http.disconnect"}
            return message

        async def unless_refused(message: Message) -> None:
            nonlocal started
            if not refused:
                started = True
                await send(message)

        try:
            await self.app(scope, counted, unless_refused)
        except Exception:  # what the disconnection led to is no news
            if not refused:
                raise
        if refused:
            await self._refuse(scope, receive, send)

    def _limit(self, path: str) -> int:
        if path.endswith(FORM):
            return FORM_FILES * self.file
        return self.file if path.endswith(FILE) else self.body

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Say what is too large: a file, or the words themselves.

        The connection stays open: the server throws away what is still on its way, where closing it at once would
        take from most browsers the answer they have not read yet.
        """
        request = Request(scope)
        if self._limit(scope["path"]) > self.body:
            words = said(language_of(request), "too_large", limit=LARGEST // 1024 // 1024)
        else:
            words = said(language_of(request), "too_long", limit=LONGEST)
        body = {"error": {"code": "too_large", "message": words}}
        await JSONResponse(body, 413)(scope, receive, send)


#: for every page of ours; nothing inline, nothing from elsewhere
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"  # noqa: E501
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
}


class SafeHeaders:
    """Puts HEADERS on every answer that has none of its own by that name."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers)
