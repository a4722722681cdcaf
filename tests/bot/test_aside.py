"""A message whose turn always fails: its worker is told, people find it, the conversation goes on."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.texts import A_PERSON, HOLDING, SET_ASIDE
from grievances import conversations, waiting
from grievances.models import Message, Person
from grievances.waiting import LONGEST, RETRIES, TRIES
from language.catalogue import translate
from tests.bot.house import House, Phone, one_database
from tests.bot.rasa import Replies, echo, say

POISON = "always fails"


def poisoned(turn: dict[str, Any]) -> Replies:
    return [] if turn.get("text") == POISON else echo(turn)  # an answer without a reply is no answer


@pytest.fixture
def house(house: House) -> House:
    house.rasa.script = poisoned
    # the stand-in remembers each outcome: a failed turn is to fail again
    house.rasa._stored = Forgetful()
    return house


class Forgetful(dict[str, Any]):
    def __setitem__(self, key: str, value: Any) -> None:
        if value["replies"]:
            super().__setitem__(key, value)


def state(house: House, text: str) -> tuple[str, int]:
    with house.core.reading() as unit:
        for message in unit.db.scalars(select(Message).where(Message.author == "worker")):
            if conversations.text_of(unit, message) == text:
                return message.state, message.attempts
    raise AssertionError("no such message")


async def tried(house: House, phone: Phone, times: int) -> None:
    for n in range(times):
        house.clock.move(seconds=RETRIES[min(n, len(RETRIES) - 1)])
        await house.gateway.work(phone.session)


async def test_its_worker_is_told_and_the_conversation_goes_on(house: House, phone: Phone) -> None:
    other = await house.phone().open()
    held = await phone.say(POISON, id="m1")
    assert (held["pending"], held["replies"][0]["text"]) == (True, HOLDING)
    assert (await phone.say("and this?", id="m2"))["pending"] is True
    await tried(house, phone, TRIES - 2)
    await other.say("hello")  # Rasa works for everybody else
    assert state(house, POISON) == ("received", TRIES - 1)
    await tried(house, phone, 1)
    house.clock.move(seconds=RETRIES[-1])
    await other.say("are you there")
    await house.gateway.work(phone.session)
    assert state(house, POISON) == ("set_aside", TRIES)
    texts = await phone.texts()
    assert texts[0] == POISON and texts[2].startswith(SET_ASIDE) and texts[3] == "heard: and this?"
    again = await phone.say(POISON, id="m1")
    assert (again["pending"], again["replies"][0]["text"]) == (False, texts[2])
    assert again["replies"][0]["buttons"][0]["title"] == A_PERSON
    # lines of the country, which this deployment of one knows, so that a person is reached with everything down
    here = house.core.jurisdictions["in"]
    assert all(line.number in texts[2] for line in here.helplines.values() if not line.places and not line.self_harm)
    assert (await phone.say("next"))["replies"][0]["text"] == "heard: next"


@one_database
async def test_it_is_said_in_the_workers_language(house: House) -> None:
    phone, other = await house.phone().open(language="fa"), await house.phone().open()
    await phone.say(POISON)
    await tried(house, phone, TRIES - 2)
    house.clock.move(seconds=RETRIES[-1])
    await other.say("hello")
    await house.gateway.work(phone.session)
    [reply] = [m for m in (await phone.thread())["messages"] if m["from"] == "bot"]
    assert (reply["language"], reply["direction"]) == ("fa", "rtl")
    assert reply["text"].startswith(translate("fa", SET_ASIDE))


async def test_in_an_outage_nothing_is_set_aside_for_a_day(house: House, phone: Phone) -> None:
    other = await house.phone().open()
    await other.say("hello")
    house.rasa.stop()
    await phone.say("x", id="m1")
    await other.say("y", id="m2")
    for _ in range(40):
        house.clock.move(minutes=6)
        await house.gateway.work(phone.session)
        await house.gateway.work(other.session)
    assert state(house, "x")[0] == state(house, "y")[0] == "received"
    house.clock.now += LONGEST
    await house.gateway.work(phone.session)
    assert state(house, "x")[0] == "set_aside"
    house.rasa.start()
    house.clock.move(minutes=6)
    await house.gateway.work(other.session)
    assert state(house, "y")[0] == "answered"


async def test_what_was_set_aside_is_found_and_taken_up_again(house: House, phone: Phone) -> None:
    await phone.say(POISON, id="m1")
    with house.core.unit() as unit:
        [message] = unit.db.scalars(select(Message).where(Message.author == "worker"))
        waiting.set_aside(unit, message, [conversations.Reply("kept", "en")])
    with house.core.unit() as unit:
        assert waiting.left_aside(unit) == waiting.left_aside(unit, "in") == [unit.db.get_one(Message, message.id)]
        assert waiting.left_aside(unit, "vn") == []
        waiting.take_up_again(unit, unit.db.get_one(Message, message.id))
        assert waiting.left_aside(unit) == []
    house.rasa.script = lambda turn: [say("at last")]
    await house.gateway.work(phone.session)
    assert await phone.texts() == [POISON, "kept", "at last"]


async def test_a_message_that_cannot_be_read_is_no_endless_loop(house: House, phone: Phone) -> None:
    """Its person's key is broken: it is tried as rarely as any, and at last does not hold up the worker for ever."""
    house.rasa.gate.clear()
    house.rasa.stop()
    await phone.say("x", id="m1")
    house.clock.move(seconds=2)
    with house.core.unit() as unit:
        for person in unit.db.scalars(select(Person)):
            person.wrapped_key = b"\0" * 60
    for _ in range(5):
        await house.gateway.work(phone.session)
    with house.core.reading() as unit:
        [message] = unit.db.scalars(select(Message))
        assert (message.state, message.attempts) == ("received", 2)
    for _ in range(TRIES):
        house.clock.move(minutes=6)
        await house.gateway.work(phone.session)
    house.clock.now += LONGEST
    await house.gateway.work(phone.session)
    with house.core.reading() as unit:
        assert unit.db.scalars(select(Message.state)).all() == ["set_aside"]


@one_database
async def test_an_answer_that_cannot_be_written_down_is_a_failed_turn(
    house: House, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("does not fit")

    with monkeypatch.context() as patch:
        patch.setattr(conversations, "answer", broken)
        assert (await phone.say("hello", id="m1"))["pending"] is True
        for _ in range(3):
            await house.gateway.work(phone.session)
        assert state(house, "hello") == ("received", 1)
    house.clock.move(seconds=1)
    assert (await phone.say("hello", id="m1"))["replies"][0]["text"] == "heard: hello"
