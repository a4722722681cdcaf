"""The worker takes up what was left unanswered, and throws away what has run out."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot import worker
from grievances import conversations, waiting
from grievances.conversations import Incoming, Reply
from grievances.models import Message, TurnResult, WebSession
from tests.bot.house import House, Phone, one_database, until
from tests.bot.rasa import Replies, say


@pytest.fixture
async def running(house: House, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """The worker, with a gateway of its own, as in its own process."""
    monkeypatch.setattr(worker, "STEP", 0.02)
    stop = asyncio.Event()
    task = asyncio.create_task(worker.run(house.core, house.new_gateway(), stop))
    yield
    stop.set()
    await asyncio.wait_for(task, 60)


def answers(house: House) -> int:
    with house.core.reading() as unit:
        return unit.db.scalar(select(func.count(Message.id)).where(Message.author == "bot")) or 0


async def test_what_waited_for_rasa_is_answered_when_it_is_back(house: House, phone: Phone, running: None) -> None:
    house.rasa.stop()
    assert (await phone.say("one"))["pending"] is True
    assert (await phone.say("two"))["pending"] is True
    house.rasa.start()
    await asyncio.sleep(0.1)
    assert answers(house) == 0  # not before its time
    house.clock.move(seconds=10)
    await until(lambda: answers(house) == 2)
    assert await phone.texts() == ["one", "two", "heard: one", "heard: two"]
    assert house.rasa.overlaps == []


async def test_what_a_dead_process_left_is_taken_up(house: House, phone: Phone, running: None) -> None:
    with house.core.unit() as unit:
        conversations.receive(unit, conversations.get(unit, phone.session), "m1", Incoming("hello"))
        waiting.lease(unit, phone.session, "dead", 30)
    house.clock.move(seconds=29)
    await asyncio.sleep(0.1)
    assert house.rasa.turns == []
    house.clock.move(seconds=2)
    await until(lambda: answers(house) == 1)


@one_database
async def test_a_slow_turn_keeps_no_other_conversation_waiting(house: House, running: None) -> None:
    slow, quick = await house.phone().open(), await house.phone().open()
    hold = threading.Event()

    def script(turn: dict[str, Any]) -> Replies:
        if turn["text"] == "slow":
            hold.wait(5)
        return [say("done")]

    house.rasa.script = script
    for phone, said in ((slow, "slow"), (quick, "quick")):
        with house.core.unit() as unit:
            conversations.receive(unit, conversations.get(unit, phone.session), "m1", Incoming(said))
        house.clock.move(seconds=3)
        await until(lambda said=said: said in house.rasa.texts)  # type: ignore[misc]
    await until(lambda: answers(house) == 1)
    hold.set()
    await until(lambda: answers(house) == 2)


async def test_conversations_that_wait_for_their_retry_starve_no_other(house: House) -> None:
    """However many wait, with however many messages behind the one that failed."""
    stuck = [await house.phone().open() for _ in range(4)]
    with house.core.unit() as unit:
        for phone in stuck:
            first, _ = conversations.receive(unit, conversations.get(unit, phone.session), "m1", Incoming("x"))
            conversations.receive(unit, conversations.get(unit, phone.session), "m2", Incoming("y"))
            first.retry_at = unit.now + timedelta(minutes=5)
    other = await house.phone().open()
    with house.core.unit() as unit:
        conversations.receive(unit, conversations.get(unit, other.session), "m1", Incoming("z"))
    house.clock.move(seconds=10)
    with house.core.reading() as unit:
        assert waiting.waiting_conversations(unit, worker.LEFT_ALONE, limit=3) == [other.session]


async def test_one_kind_of_work_that_breaks_does_not_stop_the_others(
    house: House, phone: Phone, monkeypatch: pytest.MonkeyPatch, running: None, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: object) -> None:
        raise RuntimeError("quoting: Qyzzaphone")

    monkeypatch.setattr("bot.notices.deliver", broken)
    house.rasa.troubles.append(503)
    assert (await phone.say("hello"))["pending"] is True
    house.clock.move(seconds=3)
    await until(lambda: answers(house) == 1)
    assert "worker: RuntimeError" in caplog.text
    assert "Qyzzaphone" not in caplog.text


async def test_what_has_run_out_is_thrown_away(house: House, phone: Phone) -> None:
    with house.core.unit() as unit:
        message, _ = conversations.receive(unit, conversations.get(unit, phone.session), "m1", Incoming("hello"))
        conversations.keep_result(unit, message, "action_x", {})
    house.clock.move(days=2)
    worker.housekeeping(house.core)
    with house.core.reading() as unit:  # its turn is still tried again, and must not do twice what it has done
        assert unit.db.scalar(select(func.count()).select_from(TurnResult)) == 1
    with house.core.unit() as unit:
        conversations.answer(unit, unit.db.get_one(Message, message.id), [], None)
    worker.housekeeping(house.core)
    with house.core.reading() as unit:
        assert unit.db.scalar(select(func.count()).select_from(TurnResult)) == 0
        assert unit.db.scalar(select(func.count()).select_from(WebSession)) == 1
    house.clock.move(days=31)
    worker.housekeeping(house.core)
    with house.core.reading() as unit:
        assert unit.db.scalar(select(func.count()).select_from(WebSession)) == 0
    with pytest.raises(AssertionError):
        await phone.thread()


async def test_a_reader_misses_nothing_that_two_wrote_at_once(house: House, phone: Phone) -> None:
    """An answer and a notice at the same time: the later id is not seen before the earlier one."""
    begun, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        with house.core.unit() as unit:
            conversations.say(unit, conversations.get(unit, phone.session), Reply("first", "en"))
            begun.set()
            go_on.wait(5)

    def at_the_same_time() -> None:
        begun.wait(5)
        with house.core.unit() as unit:
            conversations.say(unit, conversations.get(unit, phone.session), Reply("second", "en"))

    both = [asyncio.create_task(asyncio.to_thread(work)) for work in (slowly, at_the_same_time)]
    await asyncio.to_thread(begun.wait, 5)
    await asyncio.sleep(0.2)
    page = await phone.thread()
    go_on.set()
    await asyncio.gather(*both)
    rest = await phone.thread(page["cursor"])
    assert [m["text"] for m in page["messages"] + rest["messages"]] == ["first", "second"]
