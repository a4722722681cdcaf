"""A deployment with a Telegram worker, Telegram on loopback, and workers with phones."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from bot.gateway import Gateway
from bot.telegram.account import Account
from bot.telegram.doing import farewell
from bot.telegram.worker import Worker
from grievances import conversations
from grievances.models import Conversation
from tests.bot.conftest import clock, house, rasa, rates, served  # noqa: F401 - fixtures
from tests.bot.house import House
from tests.bot.rasa import SECRET
from tests.telegram.api import TOKEN, BotApi, Phone

FAREWELLS = {"telegram": farewell}


@pytest.fixture
def api() -> Iterator[BotApi]:
    found = BotApi()
    found.start()
    yield found
    found.stop()


class Bureau:
    """What runs for Telegram: one worker, or several on the same database."""

    def __init__(self, house: House, api: BotApi) -> None:  # noqa: F811
        self.house, self.api, self.rate = house, api, 1000
        self.webhook: str | None = None
        self._running: list[tuple[asyncio.Event, asyncio.Task[None], Gateway]] = []

    def account(self) -> Account:
        return Account(TOKEN, "the-webhook-secret", self.webhook, self.api.url)

    def gateway(self) -> Gateway:
        return Gateway(self.house.core, [self.house.rasa.url], SECRET, self.house.files, FAREWELLS)

    def open(self) -> Worker:
        gateway, stop = self.gateway(), asyncio.Event()
        worker = Worker(self.account(), gateway, self.house.files, self.rate, poll=1)
        self._running.append((stop, asyncio.create_task(worker.run(stop)), gateway))
        return worker

    async def close(self) -> None:
        for stop, task, gateway in self._running:
            stop.set()
            await asyncio.wait_for(task, 60)
            await gateway.close()
        self._running.clear()

    def conversation(self, phone: Phone) -> Conversation:
        with self.house.core.reading() as unit:
            found = conversations.find_conversation(unit, "telegram", str(phone.id))
        assert found
        return found


@pytest.fixture
async def bureau(house: House, api: BotApi) -> AsyncIterator[Bureau]:  # noqa: F811
    found = Bureau(house, api)
    found.open()
    yield found
    house.rasa.gate.set()
    await found.close()


@pytest.fixture
def phone(api: BotApi) -> Phone:
    return Phone(api, 71001)
