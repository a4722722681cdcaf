"""What every request passes before it is read: a limit of its size, and headers every answer carries."""

from __future__ import annotations

import json

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.texts import ERRORS
from language.catalogue import translate

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
        if announced.isdigit() and int(announced) > limit:
            await self._refuse(limit, send)
            return
        seen, refused = 0, False

        async def counted() -> Message:
            nonlocal seen, refused
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > limit:
                    refused = True
                    return {"type": "http.disconnect"}
            return message

        async def unless_refused(message: Message) -> None:
            if not refused:
                await send(message)

        try:
            await self.app(scope, counted, unless_refused)
        finally:
            if refused:
                await self._refuse(limit, send)

    def _limit(self, path: str) -> int:
        if path.endswith(FORM):
            return FORM_FILES * self.file
        return self.file if path.endswith(FILE) else self.body

    async def _refuse(self, limit: int, send: Send) -> None:
        text = translate("en", ERRORS["too_large"], limit=max(1, limit // 1024 // 1024))
        body = json.dumps({"error": {"code": "too_large", "message": text}}).encode()
        headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 413, "headers": headers})
        await send({"type": "http.response.body", "body": body})


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
