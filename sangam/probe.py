"""Looking from outside whether the roles work. Each function answers None when all is well, else what is not."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any
from uuid import uuid4

from sangam.settings import Settings

SECONDS = 30


class FirstTurn:
    """A message sent as a worker sends it: one session, one message id, asked for until it is answered."""

    def __init__(self, web: str) -> None:
        self.chat, self.id = f"{web}/chat/v1", str(uuid4())
        self.token: str | None = None

    def missing(self) -> str | None:
        try:
            if self.token is None:
                self.token = _call("POST", f"{self.chat}/sessions", {"language": "en"})["token"]
            said = _call("POST", f"{self.chat}/messages", {"id": self.id, "text": "hello"}, self.token)
            if said["pending"] or not said["replies"]:
                return "a message is not answered yet"
            _call("DELETE", f"{self.chat}/sessions", token=self.token)
        except urllib.error.HTTPError as error:
            return f"the chat answers {error.code}"
        except (OSError, ValueError, KeyError):
            return "the chat does not answer"
        return None


def roles(web: str, settings: Settings) -> str | None:
    """Whether every role answers."""
    return (
        answers(f"http://127.0.0.1:{settings.actions_port}/health", "the action webhook")
        or answers(f"http://127.0.0.1:{settings.worker_port}/health", "the worker")
        or answers(f"{web}/health/ready", "the web")
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
