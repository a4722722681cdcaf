"""The web application without a browser, in front of a stand-in for Rasa."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.api import Limits
from bot.gateway import Gateway
from bot.web import create_app
from grievances.core import Core
from grievances.models import Base
from grievances.store import Store, make_engine
from grievances.vault import Vault
from jurisdictions import load
from tests.browser import rasa as stand_in

ALLOWED = "https://labour.example.gov"


@dataclass
class Web:
    """The application through its front door."""

    client: httpx.AsyncClient
    core: Core
    rasa: stand_in.Rasa
    gateway: Gateway

    async def session(self, **wanted: str) -> dict[str, str]:
        """A new session's headers."""
        answer = await self.client.post("/chat/v1/sessions", json=wanted)
        assert answer.status_code == 201
        return {"Authorization": f"Bearer {answer.json()['token']}"}

    async def say(self, session: dict[str, str], id_: str, text: str | None = None, **more: Any) -> httpx.Response:
        body = {"id": id_, **({"text": text} if text is not None else {}), **more}
        return await self.client.post("/chat/v1/messages", json=body, headers=session)


@pytest.fixture
def rates() -> Limits:
    return Limits(session=100, address=1000, sessions=1000)


@pytest.fixture
def rasa() -> Iterator[stand_in.Rasa]:
    found, server = stand_in.serve()
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
async def web(tmp_path: Path, rates: Limits, rasa: stand_in.Rasa) -> AsyncIterator[Web]:
    engine = make_engine(f"sqlite:///{tmp_path / 'sangam.db'}")
    Base.metadata.create_all(engine)
    core = Core(Store(engine), Vault(os.urandom(32), os.urandom(32)), load(["in"]))
    gateway = Gateway(core, [rasa.url], stand_in.SECRET, tmp_path)
    app = create_app(core, gateway, files=tmp_path / "files", rates=rates, origins=[ALLOWED])
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://sangam") as client:
        yield Web(client, core, rasa, gateway)
    await gateway.close()
    engine.dispose()
