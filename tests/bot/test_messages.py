"""POST and GET /chat/v1/messages, line by line of the contract."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.texts import ERRORS, HOLDING
from grievances import conversations
from grievances.conversations import Reply
from grievances.models import Message
from language.catalogue import translate
from tests.bot.house import House, Phone, one_database, until
from tests.bot.rasa import say

REPLY = {"id", "from", "at", "text", "language", "direction", "buttons", "custom"}


@one_database
async def test_an_answer_has_the_contracts_shape(house: House, phone: Phone) -> None:
    house.rasa.language = "fa"
    house.rasa.script = lambda turn: [say("سلام", "fa", {"ثبت شکایت": "/file"})]
    answer = await phone.say("salam", id="m1")
    assert (set(answer), answer["id"], answer["pending"]) == ({"id", "replies", "pending"}, "m1", False)
    [reply] = answer["replies"]
    assert set(reply) == REPLY
    assert (reply["from"], reply["language"], reply["direction"], reply["text"]) == (
        "bot",
        "fa",
        "rtl",
        "سلام",
    )
    [button] = reply["buttons"]
    assert button["title"] == "ثبت شکایت"
    assert not button["payload"].startswith("/")
    assert reply["at"].startswith("2026-11-22T09:00:00")


@one_database
async def test_the_same_id_again_gives_the_same_replies_and_does_nothing_twice(
    house: House, phone: Phone
) -> None:
    first = await phone.say("hello", id="m1")
    await phone.say("more", id="m2")
    assert await phone.say("hello", id="m1") == first
    assert house.rasa.texts == ["hello", "more"]
    assert len(await phone.texts()) == 4


async def test_the_same_id_many_times_at_once_is_one_message(house: House, phone: Phone) -> None:
    answers = await asyncio.gather(*(phone.say("hello", id="m1") for _ in range(5)))
    assert all(answer == answers[0] for answer in answers)
    assert house.rasa.texts == ["hello"]


@one_database
async def test_the_same_id_with_other_content_is_a_conflict(house: House, phone: Phone) -> None:
    file = (await phone.upload(b"\xff\xd8\xff...")).json()["id"]
    await phone.say("hello", id="m1")
    button = (await phone.say("hello", id="m2"))["replies"][0]["buttons"][0]["payload"]
    for other in ({"text": "hello!"}, {"payload": button}, {"text": "hello", "attachments": [file]}):
        answer = await phone.send(id="m1", **other)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "message_conflict")
    assert house.rasa.texts == ["hello", "hello"]
    # an id is a conversation's own
    stranger = await house.phone().open()
    await stranger.say("other words", id="m1")


@one_database
async def test_a_button_stands_for_what_was_offered_and_only_here(house: House, phone: Phone) -> None:
    stranger = await house.phone().open()
    [button, _] = (await phone.say("hello"))["replies"][0]["buttons"]
    for who, payload in (
        (stranger, button["payload"]),
        (phone, "made-up"),
        (phone, '/file{"topic":"bonus"}'),
    ):
        answer = await who.send(payload=payload)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "unknown_button")
    assert len(house.rasa.turns) == 1
    answer = (await phone.send(payload=button["payload"], id="m2")).json()
    assert answer["replies"][0]["text"] == 'heard: /file{"topic": "bonus"}'
    assert "text" not in house.rasa.turns[-1]
    assert "File" in await phone.texts()  # the thread shows the title, not what it stands for


@one_database
async def test_text_that_looks_like_a_command_stays_text(house: House, phone: Phone) -> None:
    await phone.say('/file{"topic": "bonus"}')
    assert house.rasa.turns[0]["text"] == '/file{"topic": "bonus"}'
    assert "choice" not in house.rasa.turns[0]


@one_database
async def test_rasa_is_told_what_the_architecture_says(house: House, phone: Phone) -> None:
    file = (await phone.upload(b"\xff\xd8\xff...")).json()["id"]
    await phone.say("hello", attachments=[file])
    [turn] = house.rasa.turns
    assert set(turn) == {"conversation", "message_id", "text", "metadata"}
    assert turn["conversation"] == phone.session
    assert turn["metadata"] == {
        "language": "en", "chosen_language": None, "jurisdiction": "in", "today": "2026-11-22", "open_question": None,
        "attachments": [{"id": file, "type": "image/jpeg"}],
    }  # fmt: skip


@one_database
async def test_an_aadhaar_number_goes_nowhere(house: House, phone: Phone) -> None:
    await phone.say("my number is 2345 6789 0124")
    assert "2345" not in house.rasa.turns[0]["text"]
    assert all("2345" not in text for text in await phone.texts())


async def test_a_file_of_another_session_is_refused(house: House, phone: Phone) -> None:
    stranger = await house.phone().open()
    file = (await stranger.upload(b"\xff\xd8\xff...")).json()["id"]
    for id_ in (file, "not-a-file"):
        answer = await phone.send(text="look", attachments=[id_])
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "unknown_file")
    assert answer.json()["error"]["message"] == ERRORS["unknown_file"]
    assert house.rasa.turns == []


BAD = [
    {"id": "m"},
    {"id": "m", "text": None},
    {"id": "m", "text": "x", "payload": "x"},
    {"id": "m", "text": " \n\t"},
    {"id": "m", "text": "\x00"},
    {"id": "m", "text": ["x"]},
    {"id": "m", "text": 5},
    {"id": "m", "payload": ""},
    {"id": "m", "payload": "x" * 65},
    {"id": "m", "payload": "a\x00b"},
    {"id": "m", "payload": "\ud800"},
    {"id": "m", "payload": "शिकायत"},
    {"text": "x"},
    {"id": "", "text": "x"},
    {"id": "m m", "text": "x"},
    {"id": "m\x00", "text": "x"},
    {"id": "m" * 129, "text": "x"},
    {"id": 1, "text": "x"},
    {"id": "m", "text": "x", "extra": 1},
    {"id": "m", "text": "x", "\ud800\x00": 1},
    {"id": "m", "text": "x", "k" * 5000: 1},
    {"id": "m", "text": "x", "attachments": "abc"},
    {"id": "m", "text": "x", "attachments": ["a\x00"]},
    {"id": "m", "text": "x", "attachments": ["a"] * 6},
    [], "x", 1, None, True,
]  # fmt: skip


async def test_what_is_wrong_is_refused_and_said(house: House, phone: Phone) -> None:
    for body in BAD:
        answer = await phone.call("POST", "messages", json=body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid"), body
        assert len(answer.json()["error"]["message"]) < 200
    assert (await phone.thread())["messages"] == []


@one_database
async def test_four_thousand_characters_and_one_more(phone: Phone) -> None:
    for letter in ("x", "म", "😀"):
        assert (await phone.say(letter * 4000))["replies"]
        answer = await phone.send(text=letter * 4001)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "too_long")
        assert answer.json()["error"]["message"] == translate("en", ERRORS["too_long"], limit=4000)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("पैसा नहीं आया 😀👨‍👩‍👧🏽", "पैसा नहीं आया 😀👨‍👩‍👧🏽"),
        ("a\x00b", "ab"),
        ("cut in two \ud83d", "cut in two \ufffd"),
        ("\ud83d\ude00", "😀"),
        ("line\nline\r\nline\u2028\ufeff\u202e", "line\nline\r\nline\u2028\ufeff\u202e"),
    ],
)
async def test_whatever_a_phone_can_write_arrives(house: House, phone: Phone, sent: str, kept: str) -> None:
    await phone.say(sent, id="m1")
    await phone.say(sent, id="m1")
    assert house.rasa.texts == [kept]
    assert (await phone.texts())[0] == kept


async def test_a_slow_answer_is_held_and_comes_later(house: House) -> None:
    house.patience = 0.05
    phone = await house.phone().open(language="hi")
    house.rasa.gate.clear()
    for _ in range(2):  # asking again waits again, and sends nothing twice
        held = await phone.say("hello", id="m1")
        assert held["pending"] is True
        [reply] = held["replies"]
        assert (reply["text"], reply["language"]) == (translate("hi", HOLDING), "hi")
    assert await phone.texts() == ["hello"]  # the holding reply is no part of the thread
    cursor = (await phone.thread())["cursor"]
    house.rasa.gate.set()

    def answered() -> bool:
        with house.core.reading() as unit:
            return bool(unit.db.scalar(select(func.count(Message.id)).where(Message.author == "bot")))

    await until(answered)
    rest = await phone.thread(cursor)
    assert [m["text"] for m in rest["messages"]] == ["heard: hello"]
    again = await phone.say("hello", id="m1")
    assert (again["pending"], again["replies"]) == (False, rest["messages"])
    assert house.rasa.texts == ["hello"]


@one_database
async def test_each_waits_for_their_own_answer_only(house: House, phone: Phone) -> None:
    """The first of two messages is not kept waiting for the answer to the second."""
    house.rasa.delay = 0.2
    first = asyncio.create_task(phone.say("one"))
    await until(lambda: len(house.rasa.turns) == 1)
    second = asyncio.create_task(phone.say("two"))
    assert [r["text"] for r in (await first)["replies"]] == ["heard: one"]
    assert not second.done()
    assert [r["text"] for r in (await second)["replies"]] == ["heard: two"]


@one_database
async def test_the_thread_holds_both_sides_and_its_cursor_goes_on(phone: Phone) -> None:
    await phone.say("one", id="m1")
    first = await phone.thread()
    assert [(m["from"], m["text"]) for m in first["messages"]] == [("worker", "one"), ("bot", "heard: one")]
    assert first["messages"][0]["id"] == "m1"
    assert all(set(m) == REPLY for m in first["messages"])
    nothing = await phone.thread(first["cursor"])
    assert nothing == {"messages": [], "cursor": first["cursor"]}
    await phone.say("two")
    second = await phone.thread(first["cursor"])
    assert [m["text"] for m in second["messages"]] == ["two", "heard: two"]
    assert int(second["cursor"]) > int(first["cursor"])


@one_database
async def test_a_long_thread_comes_in_pages_without_gap_or_repetition(house: House, phone: Phone) -> None:
    with house.core.unit() as unit:
        conversation = conversations.get(unit, phone.session)
        for n in range(450):
            conversations.say(unit, conversation, Reply(str(n), "en"))
    seen, cursor = [], ""
    while page := await phone.thread(cursor):
        assert int(page["cursor"]) >= int(cursor or 0)
        if not page["messages"]:
            break
        seen += [m["text"] for m in page["messages"]]
        cursor = page["cursor"]
    assert seen == [str(n) for n in range(450)]


async def test_reading_on_acknowledges_what_was_read_before(house: House, phone: Phone) -> None:
    def states() -> list[str]:
        with house.core.reading() as unit:
            return list(
                unit.db.scalars(select(Message.state).where(Message.author == "bot").order_by(Message.id))
            )

    await phone.say("one")
    cursor = (await phone.thread())["cursor"]
    assert states() == ["sent"]
    await phone.say("two")
    await phone.thread(cursor)
    assert states() == ["delivered", "sent"]
    await phone.thread("1")  # an old cursor takes nothing back
    assert states() == ["delivered", "sent"]


async def test_a_cursor_from_nowhere_marks_nothing_that_comes_later(house: House, phone: Phone) -> None:
    await phone.say("one")
    far = await phone.thread("9" * 18)
    assert far["messages"] == []
    await phone.say("two")
    await phone.thread(far["cursor"])
    with house.core.reading() as unit:
        states = unit.db.scalars(
            select(Message.state).where(Message.author == "bot").order_by(Message.id)
        ).all()
    assert states[-1] == "sent"


@one_database
@pytest.mark.parametrize("after", ["x", "-1", "1.5", "9" * 19, "१२", "1;drop"])
async def test_a_cursor_that_is_none(phone: Phone, after: str) -> None:
    answer = await phone.call("GET", "messages", params={"after": after})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid")


@one_database
async def test_the_conversation_follows_the_language_of_the_turn(house: House, phone: Phone) -> None:
    house.rasa.language = "vi"
    await phone.say("toi chua nhan luong")
    assert (await phone.send(text="x" * 4001)).json()["error"]["message"] == translate(
        "vi", ERRORS["too_long"], limit=4000
    )
    await phone.say("nua")
    assert house.rasa.turns[-1]["metadata"]["language"] == "vi"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(), max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)
NEAR = st.fixed_dictionaries(
    {},
    optional={
        "id": st.text(st.characters(), max_size=6) | JSON,
        "text": st.text(st.characters(), max_size=20) | JSON,
        "payload": st.text(st.characters(), max_size=6) | st.none(),
        "attachments": st.lists(st.text(st.characters(), max_size=40), max_size=3) | JSON,
    },
)
QUICK = settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


class TestAnyBody:
    """Whatever is sent, the answer is an answer or an error of the one shape."""

    @QUICK
    @given(body=JSON | NEAR)
    @one_database
    async def test_any_json(self, phone: Phone, body: Any) -> None:
        self.check(await phone.call("POST", "messages", json=body))

    @QUICK
    @given(body=st.binary(max_size=60))
    @one_database
    async def test_any_bytes(self, phone: Phone, body: bytes) -> None:
        kind = {"content-type": "application/json"}
        self.check(await phone.call("POST", "messages", content=body, headers=kind))

    def check(self, answer: Any) -> None:
        assert answer.status_code in (200, 400, 409, 422), answer.text
        if answer.status_code != 200:
            error = answer.json()["error"]
            assert set(error) == {"code", "message"}
            assert error["message"]
