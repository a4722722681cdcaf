"""A worker at either side: what the script says, sent as that side's own clients send it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import yaml

from benchmarks.client import Client

#: seconds between looks for an answer that takes longer than the chat API holds a request
LOOK = 0.25
#: seconds after which an answer counts as lost
LOST = 60.0


@dataclass(frozen=True, slots=True)
class Turn:
    """One line of the script."""

    hears: str
    say: str = ""
    choose: str = ""
    form: bool = False


def script() -> list[Turn]:
    """The committed script."""
    lines = yaml.safe_load((Path(__file__).parent / "script.yml").read_text(encoding="utf-8"))
    return [Turn(**line) for line in lines]


class Wrong(Exception):
    """The side answered something else than the script expects."""


class Worker(Protocol):
    """One conversation at a side."""

    async def begin(self) -> None: ...

    async def take(self, turn: Turn) -> None:
        """Play one turn; returns when all of its answer is there. Wrong when it is not the one expected."""

    def close(self) -> None: ...


@dataclass
class _Heard:
    text: str = ""
    buttons: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, replies: list[Mapping[str, Any]]) -> _Heard:
        buttons = {b["title"]: b["payload"] for reply in replies for b in reply.get("buttons") or []}
        return cls("\n".join(reply.get("text") or "" for reply in replies), buttons)

    def payload(self, title: str) -> str:
        if title not in self.buttons:
            raise Wrong(f"no button {title!r} among {list(self.buttons)}")
        return self.buttons[title]

    def expect(self, words: str) -> None:
        if words not in self.text:
            raise Wrong(f"{words!r} is not in {self.text[:200]!r}")


class OurWorker:
    """A client of the chat API, as the widget is one."""

    def __init__(self, base: str) -> None:
        self._http, self._heard = Client(f"{base}/chat/v1"), _Heard()

    async def begin(self) -> None:
        session = await self._http.post("/sessions", {"language": "en", "jurisdiction": "in"})
        self._http.headers["authorization"] = f"Bearer {session['token']}"

    async def take(self, turn: Turn) -> None:
        message = {"text": turn.say} if turn.say else {"payload": self._heard.payload(turn.choose)}
        self._heard = _Heard.of(await self._send({"id": str(uuid4()), **message}))
        self._heard.expect(turn.hears)

    async def _send(self, message: dict[str, str]) -> list[Mapping[str, Any]]:
        """Send it, and when the answer takes longer than a request may, ask for the same message again."""
        until = time.monotonic() + LOST
        while (answer := await self._http.post("/messages", message))["pending"]:
            if time.monotonic() > until:
                raise Wrong("no answer")
            await asyncio.sleep(LOOK)
        replies: list[Mapping[str, Any]] = answer["replies"]
        return replies

    def close(self) -> None:
        self._http.close()


class StockWorker:
    """A client of Rasa's REST channel."""

    def __init__(self, base: str) -> None:
        self._http, self._heard, self._sender = Client(f"{base}/webhooks/rest"), _Heard(), str(uuid4())

    async def begin(self) -> None:
        """Nothing: Rasa takes whatever name it is told."""

    async def take(self, turn: Turn) -> None:
        text = turn.say or self._heard.payload(turn.choose)
        self._heard = _Heard.of(await self._http.post("/webhook", {"sender": self._sender, "message": text}))
        self._heard.expect(turn.hears)

    def close(self) -> None:
        self._http.close()
