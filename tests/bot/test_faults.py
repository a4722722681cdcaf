"""Rasa gone for minutes, a disk that is full: what the worker sees, and what is in the database after."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, func, select

from bot import worker
from bot.texts import ERRORS, HOLDING
from grievances.models import Attachment, Message
from tests.bot.house import House, Phone, one_database, until

PHOTO = b"\xff\xd8\xff" + b"photo" * 20_000


@pytest.fixture
async def running(house: House, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    monkeypatch.setattr(worker, "STEP", 0.01)
    stop = asyncio.Event()
    task = asyncio.create_task(worker.run(house.core, house.new_gateway(), stop))
    yield
    stop.set()
    await asyncio.wait_for(task, 60)


def messages(house: House) -> list[tuple[str, int]]:
    with house.core.reading() as unit:
        rows = unit.db.execute(select(Message.state, Message.attempts).order_by(Message.id))
        return [(state, attempts) for state, attempts in rows]


async def test_rasa_gone_for_two_minutes(house: House, phone: Phone, running: None) -> None:
    """Two minutes of the clock that the core is given: tries after 1, 2, 5, 15 and 60 seconds, and one answer."""
    house.rasa.stop()
    held = await phone.say("hello", id="m1")
    assert (held["pending"], [r["text"] for r in held["replies"]]) == (True, [HOLDING])
    began, tries = house.clock.now, {1: 0.0}
    while (passed := (house.clock.now - began).total_seconds()) < 120:
        before = messages(house)[0][1]
        house.clock.move(seconds=1)
        await asyncio.sleep(0.05)
        if (now := messages(house)[0][1]) > before:
            tries[now] = passed + 1
    assert messages(house) == [("received", 6)]  # nothing else was written
    due = [1, 3, 8, 23, 83]  # each within a look of the worker
    assert all(at >= wanted for at, wanted in zip(list(tries.values())[1:], due)), tries  # none before its time
    again = await phone.say("hello", id="m1")
    assert (again["pending"], [r["text"] for r in again["replies"]]) == (True, [HOLDING])
    house.rasa.start()
    await asyncio.sleep(0.1)
    assert messages(house) == [("received", 6)]
    house.clock.move(seconds=300)
    await until(lambda: len(messages(house)) == 2)
    assert await phone.texts() == ["hello", "heard: hello"]
    assert messages(house)[0] == ("answered", 6)


@contextmanager
def full_database(house: House) -> Iterator[None]:
    """SQLite's own limit on the pages of its file: what a full disk answers, from the same place."""
    engine = house.core.store.engine

    def limit(connection, _record, _proxy) -> None:  # type: ignore[no-untyped-def]
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    def lift(connection, _record, _proxy) -> None:  # type: ignore[no-untyped-def]
        connection.execute("PRAGMA max_page_count=1073741823")

    event.listen(engine, "checkout", limit)
    try:
        yield
    finally:
        event.remove(engine, "checkout", limit)
        event.listen(engine, "checkout", lift)


@one_database
async def test_a_full_disk_at_intake(house: House, phone: Phone, caplog: pytest.LogCaptureFixture) -> None:
    """Not confirmed, not written, said; and when there is room again, the same message is taken."""
    await phone.say("before")
    long = "a long story of unpaid wages " * 130
    with full_database(house):
        for n in range(50):  # the last pages have room for a few
            refused = await phone.send(text=long, id=f"m{n}")
            if refused.status_code != 200:
                break
        assert refused.status_code == 500
        assert refused.json() == {"error": {"code": "failed", "message": ERRORS["failed"]}}
        assert f"m{n}" not in [m["id"] for m in (await phone.thread())["messages"]]
    assert "unpaid" not in caplog.text
    taken = await phone.send(text=long, id=f"m{n}")
    assert (taken.status_code, taken.json()["pending"]) == (200, False)
    thread = (await phone.thread())["messages"]
    assert [m["id"] for m in thread].count(f"m{n}") == 1
    with house.core.reading() as unit:
        assert unit.db.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


@contextmanager
def no_room_for_files(size: int) -> Iterator[None]:
    """The system lets no file grow beyond `size` bytes: `write` itself fails, after a part was written."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_full_disk_at_a_file(house: House, phone: Phone) -> None:
    """No half file, no row, an error in words; the message itself can be sent, and later the file."""
    with no_room_for_files(8192):
        refused = await phone.upload(PHOTO)
    assert refused.status_code == 500
    assert refused.json()["error"]["message"] == ERRORS["failed"]
    assert list(house.files.iterdir()) == []
    with house.core.reading() as unit:
        assert unit.db.scalar(select(func.count(Attachment.id))) == 0
    assert (await phone.say("without the photo"))["pending"] is False
    kept = await phone.upload(PHOTO)
    assert kept.status_code == 201
    assert (await phone.say("", attachments=[kept.json()["id"]]))["pending"] is False
