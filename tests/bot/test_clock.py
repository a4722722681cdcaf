"""The clock is put forward or back: nothing waits for the lost hour, nothing is closed by an hour that never was."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, select

from bot import gateway as gateways
from bot import holders, worker
from bot.steady import JUMP, SETTLED, Steady
from grievances import attachments, conversations, limits, outbox, sessions, waiting
from grievances.conversations import Incoming
from grievances.models import Attachment, Message, Notice, TurnResult, WebSession
from tests.bot.house import House, Phone, one_database, until

HOUR = {"hours": -1.0}


@pytest.fixture
async def running(house: House, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    monkeypatch.setattr(worker, "STEP", 0.02)
    stop = asyncio.Event()
    task = asyncio.create_task(worker.run(house.core, house.new_gateway(), stop))
    yield
    stop.set()
    await asyncio.wait_for(task, 60)


def receive(house: House, phone: Phone, text: str = "hello") -> None:
    with house.core.unit() as unit:
        conversations.receive(unit, conversations.get(unit, phone.session), text, Incoming(text))


def answered(house: House) -> bool:
    with house.core.reading() as unit:
        return set(unit.db.scalars(select(Message.state).where(Message.author == "worker"))) == {"answered"}


async def test_a_retry_does_not_wait_for_the_lost_hour(house: House, phone: Phone, running: None) -> None:
    house.rasa.troubles.append(503)
    assert (await phone.say("hello"))["pending"] is True
    house.clock.move(**HOUR)
    await until(lambda: answered(house))


async def test_what_a_dead_process_left_does_not_wait_for_the_lost_hour(
    house: House, phone: Phone, running: None
) -> None:
    receive(house, phone)
    house.clock.move(**HOUR)
    await until(lambda: answered(house))


async def test_a_lease_does_not_last_for_the_lost_hour(house: House, phone: Phone, running: None) -> None:
    receive(house, phone)
    with house.core.unit() as unit:
        assert waiting.lease(unit, phone.session, "dead", gateways.LEASE)
    house.clock.move(**HOUR)
    await until(lambda: answered(house))


async def test_a_lease_is_not_taken_from_somebody_whose_clock_is_a_little_ahead(house: House, phone: Phone) -> None:
    receive(house, phone)
    house.clock.move(seconds=30)
    with house.core.unit() as unit:
        assert waiting.lease(unit, phone.session, "another machine", gateways.LEASE)
    house.clock.move(seconds=-30)
    with house.core.unit() as unit:
        assert not waiting.lease(unit, phone.session, "me", gateways.LEASE)
        assert waiting.waiting_conversations(unit, timedelta(0)) == []


async def test_a_notice_does_not_wait_for_the_lost_hour(house: House, phone: Phone) -> None:
    with house.core.unit() as unit:
        unit.db.add(
            Notice(conversation_id=phone.session, kind="taken", state="pending", due_at=unit.now, created_at=unit.now)
        )
    house.clock.move(**HOUR)
    with house.core.unit() as unit:
        [notice] = outbox.due(unit)
        outbox.failed(unit, notice, "test")
        assert outbox.due(unit) == []  # its own wait still counts
    house.clock.move(seconds=61)
    with house.core.unit() as unit:
        assert len(outbox.due(unit)) == 1


async def test_limits_and_sessions_outlive_a_jump(house: House, phone: Phone) -> None:
    with house.core.unit() as unit:
        assert [limits.spend(unit, "x", "me", 2, 60) for _ in range(3)][:2] == [0, 0]
    for jump in (-1, 2, -1):
        house.clock.move(hours=jump)
        with house.core.unit() as unit:
            assert 0 <= limits.spend(unit, "x", "me", 2, 60) <= 60
            limits.purge(unit)
            sessions.purge(unit)
        assert (await phone.say(f"{jump} {house.clock.now}"))["pending"] is False
    with house.core.reading() as unit:
        assert unit.db.scalar(select(WebSession.token_hash)) is not None


async def test_a_retry_after_midnight_is_still_about_the_messages_own_day(house: House, phone: Phone) -> None:
    house.clock.now = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)  # 23:30 in India
    house.rasa.troubles.append(503)
    await phone.say("since yesterday", id="m1")
    house.clock.move(hours=1)
    await phone.say("since yesterday", id="m1")
    assert [turn["metadata"]["today"] for turn in house.rasa.turns] == [date(2026, 11, 22).isoformat()] * 2
    await phone.say("another", id="m2")
    assert house.rasa.turns[-1]["metadata"]["today"] == date(2026, 11, 23).isoformat()


async def test_a_second_try_asks_what_the_first_asked(house: House, phone: Phone) -> None:
    """An action of the first try has moved on to the next question before another one failed."""
    with house.core.unit() as unit:
        conversations.get(unit, phone.session).open_question = {"kind": "draft", "question": "employer"}
    house.rasa.troubles.append(503)
    await phone.say("Raj Textiles", id="m1")
    with house.core.unit() as unit:
        conversations.get(unit, phone.session).open_question = {"kind": "draft", "question": "place"}
    house.clock.move(seconds=1)
    await phone.say("Raj Textiles", id="m1")
    first, second = house.rasa.turns
    assert first == second
    await phone.say("Patna", id="m2")
    assert house.rasa.turns[-1]["metadata"]["open_question"]["question"] == "place"


async def test_housekeeping_waits_until_the_clock_goes_evenly(house: House, phone: Phone) -> None:
    passed = [0.0]
    steady = Steady(house.clock, lambda: passed[0])
    with house.core.unit() as unit:
        message, _ = conversations.receive(unit, conversations.get(unit, phone.session), "m1", Incoming("hello"))
        conversations.answer(unit, message, [], None)
        conversations.keep_result(unit, message, "action_x", {})

    def kept() -> bool:
        worker.housekeeping(house.core, steady)
        with house.core.reading() as unit:
            return unit.db.scalar(select(TurnResult.action)) is not None

    def passes(seconds: float) -> None:
        passed[0] += seconds
        house.clock.move(seconds=seconds)

    passes(60)
    assert kept()
    house.clock.move(days=40)  # a wrong year in the time server
    for _ in range(3):
        passes(60)
        assert kept()
    house.clock.move(days=-40)  # put right
    for _ in range(int(SETTLED / 60)):
        passes(60)
        assert kept()
    for _ in range(24 * 2):  # a day goes by as days do
        passes(1800)
    assert not kept()
    assert JUMP < SETTLED


@one_database
async def test_the_lease_of_a_process_that_died_ends_at_once(house: House, phone: Phone, running: None) -> None:
    """And that of one that lives does not, whatever the waiting."""
    child = subprocess.Popen(["sleep", "60"])
    mine = holders.named()
    theirs = f"{mine.split(':')[0]}:{child.pid}:{holders._started(child.pid)}:x"
    with house.core.unit() as unit:
        conversations.receive(unit, conversations.get(unit, phone.session), "m1", Incoming("hello"))
        assert waiting.lease(unit, phone.session, theirs, gateways.LEASE)
    house.clock.move(seconds=10)
    await asyncio.sleep(0.2)
    assert not answered(house)
    child.kill()
    child.wait()
    await until(lambda: answered(house))


def test_only_a_dead_process_of_this_machine_is_known_to_be_dead() -> None:
    mine = holders.named()
    machine, pid, started, _ = mine.split(":")
    assert len(mine) <= 64
    assert not holders.has_died(mine)
    assert holders.has_died(f"{machine}:{pid}:{int(started) - 1}:x")  # its number is used again
    assert not holders.has_died(f"0badcafe:{pid}:{int(started) - 1}:x")
    assert not holders.has_died("dead") and not holders.has_died("") and not holders.has_died(":::")


class TestFilesLeftBehind:
    async def test_they_are_removed_and_no_other(self, house: House, phone: Phone, tmp_path: Path) -> None:
        kept = (await phone.upload(b"\xff\xd8\xff photo")).json()["id"]
        orphan = house.files / "00000000-0000-0000-0000-000000000000"
        orphan.write_bytes(b"written by a process that died")
        left = worker.LeftBehind(house.core, house.files)
        left.sweep()
        assert orphan.exists()  # its row may be on the way
        left.sweep()
        assert [path.name for path in house.files.iterdir()] == [kept]
        with house.core.reading() as unit:
            assert attachments.content_of(unit, unit.db.get_one(Attachment, kept), house.files) == b"\xff\xd8\xff photo"

    async def test_one_on_its_way_stays(self, house: House, phone: Phone) -> None:
        left = worker.LeftBehind(house.core, house.files)
        with house.core.unit() as unit:
            conversation = conversations.get(unit, phone.session)
            one = attachments.keep(unit, conversation, house.files, "a.jpg", b"\xff\xd8\xff photo")
            left.sweep()
        left.sweep()
        assert [path.name for path in house.files.iterdir()] == [one.id]

    async def test_those_of_an_erased_person_go_at_once(self, house: House, phone: Phone) -> None:
        from grievances import erasure

        await phone.upload(b"\xff\xd8\xff photo")
        with house.core.unit() as unit:
            erasure.erase(unit, conversations.get(unit, phone.session))
        worker.LeftBehind(house.core, house.files).sweep()
        assert list(house.files.iterdir()) == []

    def test_without_a_folder_there_is_nothing_to_do(self, house: House, tmp_path: Path) -> None:
        with house.core.reading() as unit:
            assert attachments.sweep(unit, tmp_path / "none") == (0, frozenset())


def waits_for_the_disk(connection: Connection) -> bool:
    if connection.dialect.name == "sqlite":
        return connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
    # the test server itself never waits: whether this transaction has asked for it
    asked = "SELECT source FROM pg_settings WHERE name = 'synchronous_commit'"
    return connection.exec_driver_sql(asked).scalar() != "session"


async def test_what_is_confirmed_waits_for_the_disk_and_what_goes_before_it_does_not(house: House) -> None:
    for durable in (True, False, True):
        with house.core.unit(durable=durable) as unit:
            assert waits_for_the_disk(unit.db.connection()) is durable


async def test_a_turn_waits_for_the_disk_when_it_is_written_down_and_when_it_is_answered(
    house: House, phone: Phone
) -> None:
    waited: list[bool] = []

    def note(connection: Connection) -> None:
        waited.append(waits_for_the_disk(connection))

    event.listen(house.core.store.engine, "commit", note)
    await phone.say("my wages")
    await until(lambda: not house.gateway._tasks)
    assert waited == [True, False, True]  # the middle one is the lease


def test_a_dead_process_that_nobody_fetched_is_dead_and_one_of_another_user_alive() -> None:
    machine = holders.named().split(":")[0]
    child = subprocess.Popen(["cat"], stdin=subprocess.PIPE)
    started = holders._started(child.pid)
    assert child.stdin
    child.stdin.close()  # it ends
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert holders.has_died(f"{machine}:{child.pid}:{started}:x")
    child.wait()
    assert holders.has_died(f"{machine}:{child.pid}:{started}:x")
    assert not holders.has_died(f"{machine}:1:{holders._started(1)}:x")
