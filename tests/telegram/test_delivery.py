"""Faults of the way to Telegram: every message arrives once and in order, or its row says why not."""

from __future__ import annotations

import asyncio
import logging

import pytest
from sqlalchemy import select

from bot import notices, texts
from bot.telegram.sending import A_SECOND, APART, Pace
from grievances import cases, conversations, drafts, filing
from grievances.conversations import Reply
from grievances.core import Unit
from grievances.models import ChannelDuty, Conversation, Delivery, Leg, Message, Notice, Officer
from tests.bot.house import one_database, until
from tests.grievances.conftest import complete, office_of, officer
from tests.telegram.api import CUT, LATER, TOKEN, BotApi, Phone, Refusal
from tests.telegram.conftest import Bureau


def rows(bureau: Bureau) -> list[Delivery]:
    with bureau.house.core.reading() as unit:
        return list(unit.db.scalars(select(Delivery).order_by(Delivery.message_id)))


def states(bureau: Bureau) -> list[str]:
    return [row.state for row in rows(bureau)]


async def known(bureau: Bureau, phone: Phone) -> Conversation:
    """A phone that has talked and was answered."""
    phone.send("hello")
    await until(lambda: bool(phone.texts) and states(bureau)[-1:] == ["delivered"])
    return bureau.conversation(phone)


def notice(unit: Unit, conversation: str, number: int = 0) -> tuple[str, str]:
    """A filed case of a conversation; returns (officer, leg)."""
    where = conversations.get(unit, conversation)
    where.jurisdiction = "in"
    draft = drafts.start(unit, where, ("pf_claim_delay",), story="x")
    complete(unit, draft)
    filed = filing.file(unit, draft)
    who = officer(unit, f"kumar{number}", office_of(filed.grievance))
    return who.id, filed.grievance.legs[0].id


def reply(bureau: Bureau, case: tuple[str, str], text: str) -> None:
    with bureau.house.core.unit() as unit:
        cases.reply(unit, unit.db.get_one(Officer, case[0]), case[1], text=text)
    notices.deliver(bureau.house.core)


async def test_429_keeps_everything_still_for_as_long_as_it_says(bureau: Bureau, api: BotApi, phone: Phone) -> None:
    api.trouble("sendMessage", Refusal(429, "Too Many Requests: retry after 30", retry_after=30))
    phone.send("hello")
    await until(lambda: [row.reason for row in rows(bureau)] == ["flood"])
    Phone(api, 8).send("another chat")
    await until(lambda: len(rows(bureau)) == 2)  # its turn is over: no clock jumps within its lease
    bureau.house.clock.move(seconds=29)
    await asyncio.sleep(0.6)
    assert len(api.named("sendMessage")) == 1
    with bureau.house.core.reading() as unit:
        assert unit.db.scalars(select(ChannelDuty.paused_until)).one() is not None
    bureau.house.clock.move(seconds=2)
    await until(lambda: states(bureau) == ["delivered", "delivered"])
    assert phone.texts == ["heard: hello"]
    assert api.texts(8) == ["heard: another chat"]


@one_database
@pytest.mark.parametrize("trouble", [Refusal(500, "Internal Server Error"), Refusal(502, "Bad Gateway"), CUT])
async def test_errors_are_tried_again_and_the_order_holds(
    bureau: Bureau, api: BotApi, phone: Phone, trouble: object
) -> None:
    api.trouble("sendMessage", trouble, trouble)
    phone.send("one")
    await until(lambda: [row.attempts for row in rows(bureau)] == [1])
    phone.send("two")
    await until(lambda: len(rows(bureau)) == 2)
    bureau.house.clock.move(seconds=1.5)
    await until(lambda: rows(bureau)[0].attempts == 2)
    bureau.house.clock.move(seconds=3)
    await until(lambda: states(bureau) == ["delivered", "delivered"])
    assert phone.texts == ["heard: one", "heard: two"]


@one_database
async def test_a_slow_telegram_holds_up_no_other_chat(bureau: Bureau, api: BotApi, phone: Phone) -> None:
    api.trouble("sendMessage", 4.0)
    phone.send("slow")
    await until(lambda: len(api.named("sendMessage")) == 1)
    other = Phone(api, 9)
    other.send("fast")
    await until(lambda: other.texts == ["heard: fast"])
    assert phone.texts == []
    await until(lambda: phone.texts == ["heard: slow"])


@one_database
async def test_only_a_lost_answer_of_telegram_sends_twice(bureau: Bureau, api: BotApi, phone: Phone) -> None:
    api.trouble("sendMessage", LATER)
    phone.send("hello")
    await until(lambda: [row.attempts for row in rows(bureau)] == [1])
    bureau.house.clock.move(seconds=2)
    await until(lambda: states(bureau) == ["delivered"])
    assert phone.texts == ["heard: hello"] * 2
    with bureau.house.core.reading() as unit:
        assert len(unit.db.scalars(select(Message)).all()) == 2


async def test_who_blocked_the_bot_gets_the_offices_words_when_back(
    bureau: Bureau, api: BotApi, phone: Phone
) -> None:
    conversation = await known(bureau, phone)
    with bureau.house.core.unit() as unit:
        case = notice(unit, conversation.id)
    api.blocked.add(phone.id)
    reply(bureau, case, "Please come on Monday.")
    await until(lambda: states(bureau) == ["delivered", "failed"])
    assert rows(bureau)[1].reason == "blocked"
    assert bureau.conversation(phone).unreachable == "blocked"
    with bureau.house.core.reading() as unit:
        told = unit.db.scalars(select(Notice)).one()
        assert (told.state, told.reason) == ("failed", "blocked")
    api.blocked.clear()
    phone.member("member")
    await until(lambda: any("Please come on Monday." in text for text in phone.texts))
    assert bureau.conversation(phone).unreachable is None
    await until(lambda: states(bureau) == ["delivered", "delivered"])
    with bureau.house.core.reading() as unit:
        assert unit.db.scalars(select(Notice.state)).one() == "delivered"


@one_database
async def test_blocking_is_noticed_before_anything_is_sent(bureau: Bureau, api: BotApi, phone: Phone) -> None:
    await known(bureau, phone)
    phone.member("kicked")
    await until(lambda: bureau.conversation(phone).unreachable == "blocked")


@one_database
async def test_a_deleted_account_ends_with_its_reason(bureau: Bureau, api: BotApi, phone: Phone) -> None:
    conversation = await known(bureau, phone)
    with bureau.house.core.unit() as unit:
        case = notice(unit, conversation.id)
    api.gone.add(phone.id)
    reply(bureau, case, "Please come.")
    await until(lambda: states(bureau) == ["delivered", "failed"])
    assert rows(bureau)[1].reason == "gone"
    assert bureau.conversation(phone).unreachable == "gone"


@one_database
async def test_answers_go_before_notices(
    bureau: Bureau, api: BotApi, phone: Phone
) -> None:
    conversation = await known(bureau, phone)
    with bureau.house.core.unit() as unit:
        case = notice(unit, conversation.id)
    await bureau.close()
    for n in range(3):
        reply(bureau, case, f"notice {n}")
    with bureau.house.core.unit() as unit:
        where = conversations.get(unit, conversation.id)
        said, _ = conversations.receive(unit, where, "m999", conversations.Incoming("and now?"))
        conversations.answer(unit, said, [Reply("the answer", "en")], "en")
    bureau.open()
    await until(lambda: states(bureau) == ["delivered"] * 5)
    order = [text.rsplit("\n\n", 1)[-1] for text in phone.texts[1:]]
    assert order == ["the answer", "notice 0", "notice 1", "notice 2"]


async def test_at_most_thirty_a_second_over_all_and_one_a_chat() -> None:
    now, times = [100.0], list[float]()

    async def sleep(seconds: float) -> None:
        now[0] += seconds

    pace = Pace(lambda: now[0], sleep)
    for chat in range(100):
        assert pace.ready(chat)
        await pace.take(chat)
        assert not pace.ready(chat)
        times.append(now[0])
    assert all(times[n + A_SECOND] - times[n] >= 1 for n in range(len(times) - A_SECOND))
    assert times[A_SECOND - 1] == 100
    assert pace.ready(0)
    now[0] += APART
    assert pace.ready(99)


@one_database
async def test_many_chats_are_served(bureau: Bureau) -> None:
    await bureau.close()
    with bureau.house.core.unit() as unit:
        for n in range(70):
            where = conversations.open_conversation(unit, "telegram", str(1000 + n), language="en")
            conversations.say(unit, where, Reply(f"news {n}", "en"))
    bureau.open()
    await until(lambda: states(bureau) == ["delivered"] * 70)
    assert [bureau.api.texts(1000 + n) for n in range(70)] == [[f"news {n}"] for n in range(70)]


async def test_one_worker_works_and_the_next_takes_over(bureau: Bureau, api: BotApi, phone: Phone) -> None:
    await known(bureau, phone)
    second = bureau.open()
    phone.send("one")
    await until(lambda: "heard: one" in phone.texts)
    with bureau.house.core.reading() as unit:
        assert unit.db.scalars(select(ChannelDuty.owner)).one() != second.owner
    stop, task, gateway = bureau._running.pop(0)
    stop.set()
    await task
    await gateway.close()
    phone.send("two")
    await until(lambda: "heard: two" in phone.texts)
    with bureau.house.core.reading() as unit:
        assert unit.db.scalars(select(ChannelDuty.owner)).one() == second.owner
    assert phone.texts == ["heard: hello", "heard: one", "heard: two"]


@one_database
async def test_telegram_away_loses_nothing(bureau: Bureau, api: BotApi, phone: Phone) -> None:
    await known(bureau, phone)
    api.away = True
    with bureau.house.core.unit() as unit:
        conversations.say(unit, conversations.get(unit, bureau.conversation(phone).id), Reply("from us", "en"))
    await until(lambda: rows(bureau)[-1].attempts >= 1)
    phone.send("from the worker")
    bureau.house.clock.move(hours=1)
    await until(lambda: rows(bureau)[-1].attempts >= 2)
    api.away = False
    bureau.house.clock.move(hours=1)
    await until(lambda: {"from us", "heard: from the worker"} <= set(phone.texts))


async def test_updates_twice_and_out_of_order_change_nothing(bureau: Bureau, api: BotApi, phone: Phone) -> None:
    one = api.update(message=phone.message(text="one"))
    two = api.update(message=phone.message(text="two"))
    api.push(two, one, two, one)
    await until(lambda: len(phone.texts) == 2)
    api.push(two, one)
    phone.send("three")
    await until(lambda: phone.texts == ["heard: one", "heard: two", "heard: three"])
    assert bureau.house.rasa.texts == ["one", "two", "three"]


@one_database
async def test_a_batch_is_confirmed_only_once_it_is_written_down(
    bureau: Bureau, api: BotApi, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bureau.close()
    for text in ("one", "two", "three"):
        phone.send(text)
    real, broken = conversations.receive, [True]

    def failing(*args, **more):  # type: ignore[no-untyped-def]
        if args[3].text == "two" and broken:
            broken.pop()
            raise OSError("no space left on device")
        return real(*args, **more)

    monkeypatch.setattr(conversations, "receive", failing)
    bureau.open()
    await until(lambda: len(bureau.house.rasa.turns) == 3)
    assert bureau.house.rasa.texts == ["one", "two", "three"]
    # what was asked for next was after the last one written down
    offsets = [int(a.get("offset") or 0) for a in api.named("getUpdates")]
    first = offsets.index(max(o for o in offsets if o))
    assert sorted(o for o in offsets[:first] if o) == [o for o in offsets[:first] if o]


@one_database
async def test_an_update_nobody_can_read_holds_up_nobody_and_is_in_no_log(
    bureau: Bureau, api: BotApi, phone: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    from sangam.logs import LEVELS

    for name, level in LEVELS.items():  # as logs.configure does
        caplog.set_level(level, name)
    caplog.set_level(logging.DEBUG)
    broken = api.update(message={"message_id": "?", "chat": 5})
    api.push(broken)
    phone.send("still here?")
    await until(lambda: phone.texts == ["heard: still here?"])
    assert "cannot be read" in caplog.text and "still here" not in caplog.text


@one_database
async def test_slow_answers_are_told_once(bureau: Bureau, api: BotApi, phone: Phone) -> None:
    bureau.house.rasa.gate.clear()
    phone.send("one")
    phone.send("two")
    await until(lambda: len(bureau.house.rasa.turns) == 1)
    bureau.house.clock.move(seconds=9)
    await until(lambda: phone.texts == [texts.HOLDING])
    await asyncio.sleep(1)
    bureau.house.rasa.gate.set()
    await until(lambda: phone.texts == [texts.HOLDING, "heard: one", "heard: two"])


@one_database
async def test_a_shared_phone_shows_no_content_before_a_tap(bureau: Bureau, api: BotApi, phone: Phone) -> None:
    conversation = await known(bureau, phone)
    with bureau.house.core.unit() as unit:
        conversations.get(unit, conversation.id).discreet = True
        case = notice(unit, conversation.id)
    with bureau.house.core.unit() as unit:
        cases.resolve(unit, unit.db.get_one(Officer, case[0]), case[1], text="Your money was paid.")
    notices.deliver(bureau.house.core)
    await until(lambda: phone.texts[1:] == [texts.SOMETHING_NEW])
    await until(lambda: states(bureau) == ["delivered", "announced"])
    with bureau.house.core.reading() as unit:
        assert unit.db.get_one(Leg, case[1]).asked_at is None
    phone.tap("Show it")
    await until(lambda: "Your money was paid." in phone.texts[-1])
    assert phone.buttons()[-2:] == ["Yes", "No"]
    await until(lambda: states(bureau) == ["delivered", "delivered"])
    with bureau.house.core.reading() as unit:
        assert unit.db.get_one(Leg, case[1]).asked_at is not None
    assert bureau.house.rasa.texts == ["hello"]


@one_database
async def test_the_token_is_in_no_log(
    bureau: Bureau, api: BotApi, phone: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    from sangam.logs import LEVELS, PlacesOnly

    for name, level in LEVELS.items():  # as logs.configure does
        caplog.set_level(level, name)
    caplog.set_level(logging.DEBUG)
    api.trouble("sendMessage", Refusal(401, "Unauthorized"), CUT, Refusal(404, "Not Found"))
    phone.send("a secret word of mine")
    await until(lambda: bool(rows(bureau)) and rows(bureau)[0].attempts >= 1)
    for _ in range(200):
        if phone.texts:
            break
        bureau.house.clock.move(minutes=5)
        await asyncio.sleep(0.3)
    assert phone.texts == ["heard: a secret word of mine"]
    lines = [PlacesOnly("%(name)s %(message)s").format(record) for record in caplog.records]
    assert lines
    assert not [line for line in lines if TOKEN in line or TOKEN.partition(":")[2] in line or "secret word" in line]
    for written in (TOKEN, TOKEN.replace(":", "%3A")):
        spoken = logging.LogRecord("x", 20, "f", 1, "POST %s/bot%s/getMe", (api.url, written), None)
        assert TOKEN.partition(":")[2] not in PlacesOnly("%(message)s").format(spoken)
