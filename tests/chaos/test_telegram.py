"""The process that talks to Telegram dies by SIGKILL at each of its points: the chat has every message, none twice.

One exception, the one that the design names: between Telegram's 200 and our commit a message may come twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from grievances import conversations
from grievances.core import Unit
from grievances.failpoints import POINTS
from grievances.models import Delivery, Errand
from tests.chaos.house import House, until
from tests.chaos.population import PHOTO, QUESTIONS
from tests.e2e.conftest import trained  # noqa: F401 - a fixture
from tests.e2e.people import SAID
from tests.e2e.test_road import FILE, NUMBER, ROADS, answer_question, plain, reach
from tests.e2e.test_telegram import Chat
from tests.logs import assert_no_personal_data
from tests.telegram.api import TOKEN, BotApi

pytestmark = pytest.mark.slow

ENGLISH = ROADS[2]
TWICE = "telegram.sent"


@pytest.fixture(scope="module")
def api() -> Iterator[BotApi]:
    found = BotApi()
    found.patience = 1.0
    found.start()
    yield found
    found.stop()


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory, trained: str, api: BotApi  # noqa: F811
) -> Iterator[House]:  # fmt: skip
    running = House(
        tmp_path_factory.mktemp("chaos-telegram"), trained, SANGAM_TELEGRAM_TOKEN=TOKEN, SANGAM_TELEGRAM_API=api.url
    )
    yield running
    running.stop()
    assert_no_personal_data(running.var / "log", {*SAID, TOKEN, TOKEN.partition(":")[2]})


class PatientChat(Chat):
    """A worker whose bot may be dead for a while: an act is over when nothing is on its way any more."""

    def __init__(self, api: BotApi, id: int, house: House) -> None:
        super().__init__(api, id, "en")
        self.house = house

    def _after(self, act: Callable[[], object]) -> list[dict[str, Any]]:
        act()
        until(lambda: not self.api.unconfirmed, "an update is not taken in")
        self.house.settle()
        until(self._quiet, "something is owed to the chat")
        found = [m for m in self.api.chat(self.phone.id) if m["message_id"] not in self._seen]
        self._seen |= {m["message_id"] for m in found}
        assert found, "no answer"
        self.replies = found
        return found

    def _quiet(self) -> bool:
        time.sleep(0.2)
        with self.house.core.reading() as unit:
            owed = [
                unit.db.scalar(select(func.count()).select_from(table).where(table.state == "pending"))
                for table in (Delivery, Errand)
            ]
        return not any(owed)


def brought(house: House, api: BotApi, chat: int) -> tuple[int, int]:
    """Parts that came to a chat, and parts that we know of."""
    with house.core.reading() as unit:
        rows = unit.db.scalars(select(Delivery).where(Delivery.state == "delivered")).all()
        ours = [row for row in rows if str(chat) == _address(unit, row)]
        return sum(key[0] == chat for key in api.order), sum(row.parts for row in ours)


def _address(unit: Unit, row: Delivery) -> str:
    return conversations.address_of(unit, row.conversation)


def talks(house: House, worker: PatientChat, point: str) -> None:
    worker.say("/start in")
    house.arm(point)
    worker.say(ENGLISH.text)
    house.struck(point)
    reach(worker, ENGLISH.topic, "en")  # type: ignore[arg-type]
    worker.tap(FILE)


def taps(house: House, worker: PatientChat, point: str) -> None:
    worker.say("/start in")
    worker.say(ENGLISH.text)
    reach(worker, ENGLISH.topic, "en")  # type: ignore[arg-type]
    house.arm(point)
    worker.tap(FILE)
    house.struck(point)


def sends_a_photo(house: House, worker: PatientChat, point: str) -> None:
    worker.say("/start in")
    worker.say(ENGLISH.text)
    reach(worker, ENGLISH.topic, "en")  # type: ignore[arg-type]
    worker.tap(FILE)
    worker.tap("Yes")
    house.arm(point)
    worker._after(lambda: worker.phone.photo(PHOTO))
    house.struck(point)


SCENES = {
    "telegram.taken": talks, "telegram.sent": talks, "telegram.noted": talks, "telegram.done": taps,
    "telegram.fetched": sends_a_photo,
}  # fmt: skip


def test_every_point_has_its_death() -> None:
    assert set(SCENES) == {point for point in POINTS if point.startswith("telegram.")}


@pytest.mark.parametrize("number", range(len(SCENES)), ids=list(SCENES))
def test_the_chat_has_every_message_once(house: House, api: BotApi, number: int) -> None:
    point, scene = list(SCENES.items())[number]
    worker = PatientChat(api, 900 + number, house)
    scene(house, worker, point)
    goes_on(worker)
    house.check()
    came, known = brought(house, api, worker.phone.id)
    assert came == known + (point == TWICE)


def goes_on(worker: PatientChat) -> None:
    """From the middle of the form to the number."""
    for _ in range(QUESTIONS):
        if NUMBER.search(plain("\n".join(m["text"] for m in worker.replies))):
            return
        answer_question(worker, ENGLISH)  # type: ignore[arg-type]
    raise AssertionError("not filed")


def test_telegram_away_and_back(house: House, api: BotApi) -> None:
    """What was said meanwhile comes when it is back, in order and once; the bot asks again by itself."""
    worker = PatientChat(api, 950, house)
    worker.say("/start in")
    api.away = True
    before = len(api.chat(950))
    worker.phone.send(ENGLISH.text)
    worker.phone.send("hello")
    time.sleep(8)
    assert len(api.chat(950)) == before
    api.away = False
    worker._after(lambda: None)
    assert brought(house, api, 950)[0] == brought(house, api, 950)[1]
    house.check()
