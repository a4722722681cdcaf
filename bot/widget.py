"""The widget's files as browsers get them, and their integrity hashes.

sangam.js is small and is all that loads before somebody presses the button. It carries the button's words and the
hashes of the files it loads later, so a page that pins sangam.js pins everything.

`python -m bot.widget https://help.example.gov` prints the script tag for a page.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp

from bot.widget_texts import BUTTON, PANEL
from grievances.attachments import LARGEST
from language.catalogue import OWN_NAMES, direction, translate, translations

HERE = Path(__file__).parent / "widget"
LOADER, CHAT = "sangam.js", "sangam-chat.js"
#: file -> media type; nothing else of the folder is served
TYPES = {
    LOADER: "text/javascript",
    "sangam.css": "text/css",
    CHAT: "text/javascript",
    "sangam-chat.css": "text/css",
    "page.css": "text/css",
    "demo.css": "text/css",
}
#: what sangam.js loads itself
PINNED = ("sangam.css", CHAT, "sangam-chat.css")
#: what sangam-chat.js consists of, in this order
PARTS = ("store.js", "api.js", "news.js", "sender.js", "thread.js", "files.js", "panel.js")
#: where the server puts what only it knows
SLOT = '"%BUILT%"'


def integrity(content: bytes) -> str:
    """The hash of a file for an `integrity` attribute."""
    return f"sha384-{base64.b64encode(hashlib.sha384(content).digest()).decode()}"


@lru_cache
def content(name: str) -> bytes:
    """A file as it is served."""
    if name == CHAT:
        parts = "\n".join((HERE / "chat" / part).read_text("utf-8") for part in PARTS)
        return f'(() => {{\n"use strict";\n{parts}}})();\n'.encode()
    raw = (HERE / name).read_bytes()
    if name != LOADER:
        return raw
    built = {
        "files": {pinned: integrity(content(pinned)) for pinned in PINNED},
        "languages": {
            code: {"name": own, "dir": direction(code), **{key: translate(code, text) for key, text in BUTTON.items()}}
            for code, own in OWN_NAMES.items()
        },
    }
    return raw.replace(SLOT.encode(), json.dumps(built, ensure_ascii=False, separators=(",", ":")).encode())


def texts(language: str, names: dict[str, str]) -> dict[str, Any]:
    """The panel's words in a language; `names` are the service's names by jurisdiction, the first one's the default."""
    words = {key: translate_template(language, text) for key, text in PANEL.items()}
    return {**words, "names": names, "largest": LARGEST}


def translate_template(language: str, text: str) -> str:
    """The translation with its placeholders still in it, for the widget to fill."""
    return translations(language).gettext(text)


def files() -> ASGIApp:
    """The application for /widget. The loader is asked about each time, all else is named by its hash."""

    def file(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in TYPES:
            return Response(status_code=404)
        body = content(name)
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        lasting = name != LOADER and "v" in request.query_params
        headers = {
            "ETag": tag,
            "Cache-Control": "public, max-age=31536000, immutable" if lasting else "public, no-cache",
            # A page elsewhere loads these; who may talk to the API is another matter (CORS).
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        if request.headers.get("if-none-match", "").removeprefix("W/") == tag:
            return Response(status_code=304, headers=headers)
        return Response(body, media_type=f"{TYPES[name]}; charset=utf-8", headers=headers)

    return GZipMiddleware(Router([Route("/{name}", file, methods=["GET"])]), minimum_size=500)


def script_tag(base: str) -> str:
    """The one tag that puts the widget on a page."""
    return (
        f'<script src="{base.rstrip("/")}/widget/{LOADER}" integrity="{integrity(content(LOADER))}" '
        'crossorigin="anonymous" async></script>'
    )


if __name__ == "__main__":
    print(script_tag(sys.argv[1] if len(sys.argv) > 1 else ""))
