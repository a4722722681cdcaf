"""Updates by webhook: the secret, the size, written down before the 200, and the change from and to polling."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import func, select

from bot.telegram.webhook import LARGEST, SECRET, create_app
from grievances import conversations
from grievances.models import Message
from tests.bot.house import listening, one_database, until
from tests.telegram.api import BotApi, Phone
from tests.telegram.conftest import Bureau

HEADERS = {SECRET: "the-webhook-secret"}


@pytest.fixture
async def door(bureau: Bureau, api: BotApi) -> AsyncIterator[httpx.AsyncClient]:
    """The webhook, listening, with a worker that sends."""
    await bureau.close()
    bureau.webhook = "https://help.example.org/telegram/"
    bureau.open()
    gateway = bureau.gateway()
    with listening(create_app(bureau.account(), gateway, 1000)) as base:
        async with httpx.AsyncClient(base_url=base, headers=HEADERS, timeout=30) as client:
            yield client


def written(bureau: Bureau) -> int:
    with bureau.house.core.reading() as unit:
        return unit.db.scalar(select(func.count(Message.id)).where(Message.author == "worker")) or 0


async def test_an_update_is_written_down_before_the_200(
    bureau: Bureau, api: BotApi, door: httpx.AsyncClient, phone: Phone
) -> None:
    bureau.house.rasa.gate.clear()
    update = api.update(message=phone.message(text="by webhook"))
    for _ in range(2):
        answer = await door.post("/", json=update)
        assert answer.status_code == 200
        assert written(bureau) == 1
    bureau.house.rasa.gate.set()
    await until(lambda: phone.texts == ["heard: by webhook"])
    await until(lambda: api.webhook is not None)
    assert api.webhook
    assert api.webhook["url"] == "https://help.example.org/telegram/"
    assert api.webhook["secret_token"] == "the-webhook-secret"
    assert "getUpdates" not in [method for _, method, _ in api.calls[-20:]]


@one_database
@pytest.mark.parametrize("secret", [None, "", "the-webhook-secreT", "टोकन"])
async def test_without_the_secret_nothing_is_read(
    bureau: Bureau, api: BotApi, door: httpx.AsyncClient, phone: Phone, secret: str | None
) -> None:
    headers = httpx.Headers({} if secret is None else {SECRET: secret.encode()})
    update = api.update(message=phone.message(text="x"))
    async with httpx.AsyncClient(base_url=door.base_url) as nobody:
        answer = await nobody.post("/", json=update, headers=headers)
    assert answer.status_code == 401
    assert written(bureau) == 0


@one_database
async def test_too_much_is_refused_and_rubbish_is_not_brought_again(bureau: Bureau, door: httpx.AsyncClient) -> None:
    assert (await door.post("/", content=b"x" * (LARGEST + 1))).status_code == 413
    for rubbish in (b"", b"{", b"[]", b"null", b'{"update_id": "x"}', json.dumps({"message": {}}).encode(), b"\xff"):
        assert (await door.post("/", content=rubbish)).status_code == 200, rubbish
    assert (await door.get("/")).status_code == 405


@one_database
async def test_what_cannot_be_written_down_is_brought_again(
    bureau: Bureau, api: BotApi, door: httpx.AsyncClient, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, update = conversations.receive, api.update(message=phone.message(text="later"))

    def full(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(conversations, "receive", full)
    assert (await door.post("/", json=update)).status_code == 500
    assert written(bureau) == 0
    monkeypatch.setattr(conversations, "receive", real)
    assert (await door.post("/", json=update)).status_code == 200
    await until(lambda: phone.texts == ["heard: later"])


@one_database
async def test_without_the_setting_the_webhook_is_taken_down_and_polling_goes_on(
    bureau: Bureau, api: BotApi, door: httpx.AsyncClient, phone: Phone
) -> None:
    await until(lambda: api.webhook is not None)
    await bureau.close()
    bureau.webhook = None
    bureau.open()
    phone.send("by polling")
    await until(lambda: phone.texts == ["heard: by polling"])
    assert api.webhook is None
    api.webhook = {"url": "https://elsewhere.example.org"}  # set by somebody else: taken down again
    phone.send("again")
    await until(lambda: phone.texts == ["heard: by polling", "heard: again"])
