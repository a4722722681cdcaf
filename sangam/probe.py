"""Looking from outside whether the roles work. Each function answers None when all is well, else what is not."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any
from uuid import uuid4

from sangam.settings import Settings

SECONDS = 30


def missing(web: str, settings: Settings) -> str | None:
    """Whether every role answers, and then whether a message that is sent as a worker sends it is answered."""
    return (
        answers(f"http://127.0.0.1:{settings.actions_port}/health", "the action webhook")
        or answers(f"http://127.0.0.1:{settings.worker_port}/health", "the worker")
        or answers(f"{web}/health/ready", "the web")
        or turn(web)
    )


def answers(url: str, who: str) -> str | None:
    """Whether a health address answers 200."""
    try:
        _call("GET", url)
    except urllib.error.HTTPError as error:
        return _waiting_for(error) or f"{who} answers {error.code}"
    except (OSError, ValueError):
        return f"{who} does not answer yet"
    return None


def turn(web: str) -> str | None:
    """Open a session, say a word, hear an answer, forget the device."""
    chat = f"{web}/chat/v1"
    try:
        token = _call("POST", f"{chat}/sessions", {"language": "en"})["token"]
        try:
            said = _call("POST", f"{chat}/messages", {"id": str(uuid4()), "text": "hello"}, token)
        finally:
            _call("DELETE", f"{chat}/sessions", token=token)
    except urllib.error.HTTPError as error:
        return f"the chat answers {error.code}"
    except (OSError, ValueError, KeyError):
        return "the chat does not answer"
    return None if said["replies"] and not said["pending"] else "a message is not answered yet"


def _call(method: str, url: str, body: dict[str, Any] | None = None, token: str | None = None) -> Any:
    headers = {"content-type": "application/json"} if body is not None else {}
    if token:
        headers["authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310 - addresses of our own
    with urllib.request.urlopen(request, timeout=SECONDS) as response:  # noqa: S310
        content = response.read()
    return json.loads(content) if content else None


def _waiting_for(error: urllib.error.HTTPError) -> str | None:
    try:
        return str(json.loads(error.read())["waiting_for"])
    except (ValueError, KeyError, TypeError):
        return None
