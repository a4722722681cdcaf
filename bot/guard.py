"""How large a request to the public web may be, and the headers its answers carry."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import JSONResponse

from bot.api import LARGEST_BODY
from bot.errors import language_of, said
from bot.schemas import LONGEST
from grievances.attachments import LARGEST

#: where files are sent to: one to the API, several and with a text by the plain page's form, which itself says in
#: words which of them is too large
FILE, FORM, FORM_FILES = "/chat/v1/attachments", "/chat/send", 4
LARGEST_FILE = LARGEST + LARGEST_BODY


def limit(path: str) -> int:
    """Bytes that a body may have."""
    if path.endswith(FORM):
        return FORM_FILES * LARGEST_FILE
    return LARGEST_FILE if path.endswith(FILE) else LARGEST_BODY


def refusal(request: Request) -> JSONResponse:
    """Say what is too large: a file, or the words themselves."""
    language = language_of(request)
    if limit(request.scope["path"]) > LARGEST_BODY:
        words = said(language, "too_large", limit=LARGEST // 1024 // 1024)
    else:
        words = said(language, "too_long", limit=LONGEST)
    return JSONResponse({"error": {"code": "too_large", "message": words}}, 413)


#: for every page of ours; nothing inline, nothing from elsewhere
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"  # noqa: E501
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
}
