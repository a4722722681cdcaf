"""The web application as its clients meet it: real database, real gateway, a stand-in for Rasa, a clock to move."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from bot.api import Limits
from bot.gateway import Gateway
from bot.web import create_app
from grievances.core import Core
from sangam import ports
from tests.bot.rasa import SECRET, Rasa
from tests.grievances.conftest import Clock

PAGE = "https://labour.example.org"
#: for what the database has no part in
one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Phone:
    """A worker's device: an HTTP client, and the token once a session is open."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http, self.headers = http, dict[str, str]()

    async def open(self, **hints: str) -> Phone:
        answer = await self.http.post("/chat/v1/sessions", json=hints)
        assert answer.status_code == 201, answer.text
        self.headers["authorization"] = f"Bearer {answer.json()['token']}"
        self.session = answer.json()["session"]
        return self

    async def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {**self.headers, **more.pop("headers", {})}
        if "json" in more:  # escaped to ASCII, so that lone surrogates and NaN can be sent too
            headers.setdefault("content-type", "application/json")
            more["content"] = json.dumps(more.pop("json"))
        return await self.http.request(method, f"/chat/v1/{path}", headers=headers, **more)

    async def send(self, **body: Any) -> httpx.Response:
        return await self.call("POST", "messages", json={"id": str(uuid4()), **body})

    async def say(self, text: str, **more: Any) -> dict[str, Any]:
        """The answer to a text that must be taken."""
        answer = await self.send(text=text, **more)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def thread(self, after: str = "") -> dict[str, Any]:
        answer = await self.call("GET", "messages", params={"after": after})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def texts(self) -> list[str]:
        return [m["text"] for m in (await self.thread())["messages"]]

    async def upload(self, content: bytes, name: str = "photo.jpg") -> httpx.Response:
        return await self.call("POST", "attachments", files={"file": (name, content)})


class House:
    """One deployment. `house.app` is its web application; `another()` gives a second one on the same database."""

    def __init__(self, core: Core, clock: Clock, rasa: Rasa, files: Path, rates: Limits) -> None:
        self.core, self.clock, self.rasa, self.files, self.rates = core, clock, rasa, files, rates
        self.patience = 5.0
        self._open = AsyncExitStack()
        self.gateway = self.new_gateway()
        self._app: Starlette | None = None

    @property
    def app(self) -> Starlette:
        if self._app is None:
            self._app = self.another(self.gateway)
        return self._app

    def new_gateway(self) -> Gateway:
        gateway = Gateway(self.core, [self.rasa.url], SECRET, self.files)
        self._open.push_async_callback(gateway.close)
        return gateway

    def another(self, gateway: Gateway | None = None) -> Starlette:
        """Another web application (another process) on the same database."""
        return create_app(
            self.core, gateway or self.new_gateway(), files=self.files, rates=self.rates, origins=[PAGE],
            patience=self.patience,
        )  # fmt: skip

    def phone(
        self, address: str = "10.0.0.1", app: Starlette | None = None, base: str | None = None
    ) -> Phone:
        """A device at an address; `base` reaches an application that listens on a port."""
        if base:
            http = httpx.AsyncClient(base_url=base, timeout=15)
        else:
            transport = httpx.ASGITransport(
                app or self.app, raise_app_exceptions=False, client=(address, 40000)
            )
            http = httpx.AsyncClient(transport=transport, base_url="http://sangam.test", timeout=15)
        self._open.push_async_callback(http.aclose)
        return Phone(http)

    async def close(self) -> None:
        await self._open.aclose()


@contextmanager
def listening(app: Any, **config: Any) -> Iterator[str]:
    """The application on a loopback port, in a thread; its base address."""
    port = ports.free()
    settings = {"log_config": None, "access_log": False, "timeout_graceful_shutdown": 1, **config}
    server = uvicorn.Server(uvicorn.Config(app, **{**settings, "host": "127.0.0.1", "port": port}))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 60
    while not server.started:
        assert time.monotonic() < until, "the application did not start"
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


async def until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something that happens beside the test."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.01)
