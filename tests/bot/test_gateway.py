"""The gateway: order, one turn at a time, no transaction across a call, failures that are no answers, erasure."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from bot import gateway as gateways
from bot.gateway import Gateway
from bot.texts import HOLDING
from grievances import conversations, waiting
from grievances.conversations import Incoming
from grievances.models import Base, Conversation, Message, Person
from tests.bot.house import House, Phone, one_database, until
from tests.bot.rasa import CUT, SECRET, say


def states(house: House) -> list[tuple[str, int]]:
    """(state, failed tries) of workers' messages."""
    with house.core.reading() as unit:
        rows = unit.db.execute(
            select(Message.state, Message.attempts).where(Message.author == "worker").order_by(Message.id)
        )
        return [(state, attempts) for state, attempts in rows]


async def test_a_conversations_messages_are_answered_one_at_a_time_in_order(
    house: House, phone: Phone
) -> None:
    house.rasa.delay = 0.05
    sent = []
    for n in range(5):
        sent.append(asyncio.create_task(phone.say(f"message {n}")))
        await until(lambda: len(states(house)) == n + 1)  # noqa: B023 - written down in this order
    answers = await asyncio.gather(*sent)
    assert [a["replies"][0]["text"] for a in answers] == [f"heard: message {n}" for n in range(5)]
    assert house.rasa.texts == [f"message {n}" for n in range(5)]
    assert house.rasa.overlaps == []


@one_database
async def test_conversations_go_side_by_side(house: House) -> None:
    phones = [await house.phone().open() for _ in range(4)]
    house.rasa.gate.clear()
    waiting = [asyncio.create_task(phone.say("x")) for phone in phones]
    await until(lambda: house.rasa.at_once == 4)
    house.rasa.gate.set()
    await asyncio.gather(*waiting)


async def test_two_gateways_on_one_database_never_run_one_turn_at_once(house: House, phone: Phone) -> None:
    other = house.phone(app=house.another())
    other.headers = phone.headers
    house.rasa.delay = 0.05
    both = [asyncio.create_task(who.say(f"{n}", id=f"m{n}")) for n in range(4) for who in (phone, other)]
    answers = await asyncio.gather(*both)
    assert sorted(house.rasa.texts) == ["0", "1", "2", "3"]
    assert house.rasa.overlaps == []
    assert all(answers[n] == answers[n + 1] for n in range(0, 8, 2))


async def test_one_gateway_asked_again_and_again_never_runs_a_conversation_twice_at_once(
    house: House, phone: Phone
) -> None:
    """Who comes while a turn ends must wait for the one that already waits, not begin beside it."""
    gateway = house.gateway

    async def write(n: int) -> None:
        def receive(unit: Any) -> None:
            conversations.receive(unit, conversations.get(unit, phone.session), f"m{n}", Incoming(f"{n}"))

        await gateway.unit(receive)
        await gateway.work(phone.session)

    house.rasa.delay = 0.01
    tasks = []
    for n in range(12):
        tasks.append(asyncio.create_task(write(n)))
        await asyncio.sleep(0.005)
    await asyncio.gather(*tasks)
    assert house.rasa.overlaps == []
    assert len(house.rasa.turns) == 12


@one_database
async def test_a_lock_outlives_its_holder_while_somebody_waits(house: House, phone: Phone) -> None:
    """A third caller that comes exactly when the first leaves gets the same lock as the second."""
    gateway, inside, most = house.gateway, 0, 0

    async def take(conversation_id: str) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(0.01)
        inside -= 1

    gateway._take = take  # type: ignore[method-assign, assignment]
    first, second = (gateway.start(phone.session) for _ in range(2))
    first.add_done_callback(lambda _: gateway.start(phone.session))
    await asyncio.wait({first, second})
    await until(lambda: not gateway._tasks)
    assert most == 1


@one_database
async def test_the_locks_are_forgotten(house: House) -> None:
    for _ in range(5):
        await (await house.phone().open()).say("x")
    await until(lambda: not house.gateway._tasks)
    assert len(house.gateway._locks) == 0


async def test_no_transaction_is_open_during_a_turn(house: House, phone: Phone) -> None:
    """Somebody else writes to the very same rows while Rasa thinks, and does not wait."""
    house.rasa.gate.clear()
    waiting = asyncio.create_task(phone.say("x"))
    await until(lambda: len(house.rasa.turns) == 1)

    def write() -> None:
        with house.core.unit() as unit:
            unit.db.execute(text("UPDATE conversation SET consent_version = 'x'"))
            unit.db.execute(text("UPDATE message SET language = 'en'"))
            unit.db.execute(text("UPDATE person SET created_at = created_at"))

    await asyncio.wait_for(asyncio.to_thread(write), 60)
    assert not waiting.done()
    if house.core.store.engine.dialect.name == "postgresql":
        with house.core.reading() as unit:
            idle = text(
                "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'"
                " AND datname = current_database()"
            )
            assert unit.db.scalar(idle) == 0
    house.rasa.gate.set()
    await waiting


DEEP = b"[" * 20_000
RUBBISH: list[Any] = [
    b"", b"not json", b"\xff\xfe", b"null", b"[]", b"5", b"{}", DEEP, b'{"replies": ' + DEEP,
    {"replies": None}, {"replies": {}}, {"replies": ["x"]}, {"replies": []},
    {"replies": [{}]}, {"replies": [{"text": None, "language": "en"}]}, {"replies": [{"text": "x"}]},
    {"replies": [{"text": "x", "language": "xx"}]}, {"replies": [{"text": "x", "language": ["en"]}]},
    {"replies": [{"text": "", "language": "en"}]},
    {"replies": [{"text": "x\x00", "language": "en"}]}, {"replies": [{"text": "\ud800", "language": "en"}]},
    {"replies": [{"text": "x", "language": "en", "buttons": None}]},
    {"replies": [{"text": "x", "language": "en", "buttons": [{"title": "x"}]}]},
    {"replies": [{"text": "x", "language": "en", "buttons": [{"title": 5, "choice": "/x"}]}]},
    {"replies": [{"text": "x", "language": "en", "buttons": [{"title": "x", "choice": "/" + "x" * 512}]}]},
    {"replies": [{"text": "x", "language": "en", "custom": "x"}]},
    {"replies": [{"text": "x", "language": "en"}], "language": 5},
    {"replies": [{"text": "somebody else's", "language": "en"}], "message_id": str(uuid4())},
]  # fmt: skip


@one_database
async def test_what_is_no_answer_is_a_failed_turn(house: House, phone: Phone) -> None:
    for n, trouble in enumerate([503, 500, 404, 401, 302, CUT, *RUBBISH]):
        house.rasa.turns.clear()
        house.rasa.troubles.append(json.dumps(trouble).encode() if isinstance(trouble, dict) else trouble)
        held = await phone.say("hello", id=f"m{n}")
        assert (held["pending"], held["replies"][0]["text"]) == (True, HOLDING), trouble
        assert states(house)[-1] == ("received", 1)
        house.clock.move(seconds=1)
        again = await phone.say("hello", id=f"m{n}")
        assert (again["pending"], again["replies"][0]["text"]) == (False, "heard: hello")
        first, second = house.rasa.turns
        assert first == second  # the same message id, so that what was done is not done again
        assert states(house)[-1] == ("answered", 1)


@one_database
async def test_rasa_away_and_back(house: House, phone: Phone) -> None:
    await phone.say("before")  # leaves a kept connection behind
    house.rasa.stop()
    assert not await house.gateway.ready()
    held = await phone.say("hello", id="m1")
    assert held["pending"] is True
    house.rasa.start()
    assert await house.gateway.ready()
    house.clock.move(seconds=1)
    assert (await phone.say("hello", id="m1"))["pending"] is False


@one_database
async def test_a_failed_turn_keeps_its_place(house: House, phone: Phone) -> None:
    house.rasa.troubles.append(503)
    await phone.say("one")
    held = await phone.say("two")
    assert held["pending"] is True
    assert house.rasa.texts == ["one"]
    house.clock.move(seconds=1)
    await house.gateway.work(phone.session)
    assert house.rasa.texts == ["one", "one", "two"]
    assert await phone.texts() == ["one", "two", "heard: one", "heard: two"]


@one_database
async def test_tries_get_rarer_and_never_end(house: House, phone: Phone) -> None:
    house.rasa.troubles.extend([503] * 9)
    await phone.say("hello")
    waits = []
    for _ in range(8):
        began = house.clock.now
        while len(house.rasa.turns) == len(waits) + 1:
            house.clock.move(seconds=1)
            await house.gateway.work(phone.session)
            if house.clock.now - began > timedelta(seconds=10):
                house.clock.move(seconds=29)
        waits.append((house.clock.now - began).total_seconds())
    assert waits[:4] == [1, 2, 5, 15] or waits[:3] == [1, 2, 5]
    assert all(wait <= 330 for wait in waits)
    assert states(house) == [("received", 9)]


@one_database
async def test_a_turn_too_slow_is_a_failed_one_before_its_lease_ends(
    house: House, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateways, "TURN", 0.2)
    house.rasa.gate.clear()
    assert (await phone.say("hello"))["pending"] is True
    assert states(house) == [("received", 1)]
    with house.core.reading() as unit:
        assert conversations.get(unit, phone.session).lease_until is None


def test_a_lease_outlives_the_longest_turn_and_its_writing_down() -> None:
    from grievances.store import BUSY

    assert gateways.LEASE > gateways.TURN + 2 * BUSY / 1000 or gateways.LEASE >= gateways.TURN + 10


async def test_a_dead_gateways_conversation_is_taken_over_when_its_lease_ends(
    house: House, phone: Phone
) -> None:
    with house.core.unit() as unit:
        conversations.receive(unit, conversations.get(unit, phone.session), "m1", Incoming("hello"))
        assert waiting.lease(unit, phone.session, "a process that died", gateways.LEASE)
    taking = asyncio.create_task(house.gateway.work(phone.session))
    await asyncio.sleep(0.2)
    assert house.rasa.turns == []
    house.clock.move(seconds=gateways.LEASE + 1)
    await asyncio.wait_for(taking, 60)
    assert states(house) == [("answered", 0)]


async def test_an_answer_that_comes_after_somebody_elses_is_dropped(house: House, phone: Phone) -> None:
    """A gateway that was thought dead comes back with its answer: the worker reads one answer, not two."""
    house.rasa.gate.clear()
    held = asyncio.create_task(phone.say("hello"))
    await until(lambda: len(house.rasa.turns) == 1)
    house.clock.move(seconds=gateways.LEASE + 1)
    late = house.new_gateway()
    second = asyncio.create_task(late.work(phone.session))
    await until(lambda: len(house.rasa.turns) == 2)
    house.rasa.gate.set()
    await asyncio.gather(held, second)
    assert await phone.texts() == ["hello", "heard: hello"]


@one_database
async def test_conversations_are_spread_over_rasas_by_a_hash(house: House) -> None:
    from tests.bot.rasa import Rasa

    second = Rasa()
    second.start()
    try:
        gateway = Gateway(house.core, [house.rasa.url, second.url], SECRET, house.files)
        app = house.another(gateway)
        for _ in range(24):  # all of them at one of the two: once in eight million
            phone = await house.phone(app=app).open()
            for text_ in ("one", "two"):
                await phone.say(text_)
        for rasa in (house.rasa, second):
            assert rasa.texts == ["one", "two"] * (len(rasa.turns) // 2)
            assert rasa.turns
        assert await gateway.ready()
        second.healthy = False
        assert not await gateway.ready()
        await gateway.close()
    finally:
        second.stop()


class TestErasure:
    @pytest.fixture
    async def erasing(self, house: House, phone: Phone) -> Phone:
        house.rasa.script = lambda turn: (
            [say("Everything is gone.", erase=True)]
            if turn["text"] == "erase"
            else [say(f"heard: {turn['text']}")]
        )
        await phone.upload(b"\xff\xd8\xff photo")
        await phone.say("my secret is Qyzzaphone")
        return phone

    async def test_it_leaves_nothing_readable_and_answers_once(self, house: House, erasing: Phone) -> None:
        phone = erasing
        answer = await phone.say("erase", id="m9")
        assert (answer["pending"], [r["text"] for r in answer["replies"]]) == (False, ["Everything is gone."])
        assert answer["replies"][0]["custom"] == {"erase": True}
        again = await phone.send(text="erase", id="m9")
        assert again.status_code == 401
        assert list(house.files.iterdir()) == []
        assert house.rasa.forgotten == [phone.session]
        with house.core.reading() as unit:
            [person] = unit.db.scalars(select(Person))
            assert (person.wrapped_key, person.details) == (None, None)
            for message in unit.db.scalars(select(Message)):
                assert (message.body, message.digest) == (b"", None)
            for table in ("button", "turn_result", "web_session"):
                assert unit.db.scalar(text(f"SELECT count(*) FROM {table}")) == 0
            everything = "".join(
                str(row) for table in Base.metadata.sorted_tables for row in unit.db.execute(select(table))
            )
        for word in ("Qyzzaphone", "Everything is gone", "photo"):
            assert word not in everything

    @one_database
    async def test_what_was_said_is_not_kept_for_ever(
        self, house: House, erasing: Phone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(gateways, "SAID", 0.2)
        house.rasa.gate.clear()
        sent = asyncio.create_task(erasing.send(text="erase", id="m9"))
        await until(lambda: len(house.rasa.turns) == 2)
        sent.cancel()  # nobody is there to hear them
        house.rasa.gate.set()
        await until(lambda: bool(house.gateway._said))
        await until(lambda: not house.gateway._said)

    @one_database
    async def test_a_message_sent_beside_it_is_answered_or_refused_but_never_kept(
        self, house: House, erasing: Phone
    ) -> None:
        house.rasa.delay = 0.1
        first = asyncio.create_task(erasing.send(text="erase", id="m8"))
        await until(lambda: len(house.rasa.turns) == 2)
        second = await erasing.send(text="and this", id="m9")
        assert (await first).json()["replies"][0]["text"] == "Everything is gone."
        assert second.status_code in (200, 401)
        assert "and this" not in house.rasa.texts
        with house.core.reading() as unit:
            assert {m.body for m in unit.db.scalars(select(Message))} == {b""}

    async def test_who_waits_while_another_process_erases_is_told_that_the_conversation_is_gone(
        self, house: House, erasing: Phone
    ) -> None:
        """The last words are in the memory of the other process: an empty answer would say nothing at all."""
        with house.core.unit() as unit:
            conversations.receive(unit, conversations.get(unit, erasing.session), "m9", Incoming("erase"))
        house.rasa.gate.clear()
        turn = asyncio.create_task(house.new_gateway().work(erasing.session))
        await until(lambda: len(house.rasa.turns) == 2)
        sent = asyncio.create_task(erasing.send(text="erase", id="m9"))
        await asyncio.sleep(0.1)
        house.rasa.gate.set()
        await turn
        answer = await sent
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "erased")

    @one_database
    async def test_rasa_that_cannot_be_told_does_not_stop_it(self, house: House, erasing: Phone) -> None:
        answer = await erasing.say("erase")
        assert answer["replies"]
        house.rasa.stop()
        await house.gateway.forget(erasing.session)


@one_database
async def test_closing_lets_a_running_turn_end(house: House, phone: Phone) -> None:
    house.rasa.delay = 0.2
    with house.core.unit() as unit:
        conversations.receive(unit, conversations.get(unit, phone.session), "m1", Incoming("hello"))
    gateway = house.new_gateway()
    gateway.start(phone.session)
    await until(lambda: len(house.rasa.turns) == 1)
    await gateway.close()
    assert states(house) == [("answered", 0)]
    with house.core.reading() as unit:
        assert unit.db.get_one(Conversation, phone.session).lease_owner is None
