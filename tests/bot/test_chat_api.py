"""The chat API by its contract."""

from __future__ import annotations

import asyncio
import json

import pytest

import bot.api
from bot.api import Limits
from bot.texts import ERRORS
from grievances.models import Conversation, Message
from language.catalogue import translate
from tests.bot.conftest import ALLOWED, Web
from tests.browser.rasa import BUTTONS, say

REPLY = {"id", "from", "at", "text", "language", "direction", "buttons", "custom"}


async def test_a_message_and_its_answer(web: Web) -> None:
    session = await web.session(language="hi", jurisdiction="in")
    answer = await web.say(session, "m1", "mera paisa nahi aaya")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["id"], body["pending"]) == ("m1", False)
    [reply] = body["replies"]
    assert set(reply) == REPLY
    assert (reply["from"], reply["language"], reply["direction"]) == ("bot", "hi", "ltr")
    assert [button["title"] for button in reply["buttons"]] == BUTTONS["hi"]
    assert all(not button["payload"].startswith("/") for button in reply["buttons"])


async def test_the_same_id_again_gives_the_same_and_does_nothing_twice(web: Web) -> None:
    session = await web.session()
    first = await web.say(session, "m1", "hello")
    second, third = await asyncio.gather(web.say(session, "m1", "hello"), web.say(session, "m1", "hello"))
    assert first.json() == second.json() == third.json()
    assert web.rasa.texts == ["hello"]
    other = await web.say(session, "m1", "something else")
    assert (other.status_code, other.json()["error"]["code"]) == (409, "message_conflict")


async def test_two_at_once_with_one_id_are_one(web: Web) -> None:
    session = await web.session()
    answers = await asyncio.gather(*(web.say(session, "m1", "hello") for _ in range(4)))
    assert {answer.status_code for answer in answers} == {200}
    assert web.rasa.texts == ["hello"]


async def test_a_button_is_what_it_was_offered_as_and_nothing_else_is(web: Web) -> None:
    session, stranger = await web.session(), await web.session()
    reply = (await web.say(session, "m1", "hello")).json()["replies"][0]
    token = reply["buttons"][1]["payload"]
    for who, payload in ((stranger, token), (session, "made-up"), (session, '/answer{"value": "x"}')):
        refused = await web.say(who, "m2", payload=payload)
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "unknown_button")
    taken = await web.say(session, "m2", payload=token)
    assert taken.json()["replies"][0]["text"] == "You chose Tell me more"
    typed = await web.say(session, "m3", '/answer{"value": "x"}')
    assert typed.status_code == 200
    assert web.rasa.turns[-1]["text"] == '/answer{"value": "x"}' and "choice" not in web.rasa.turns[-1]


async def test_the_thread_holds_the_workers_own_messages_and_reading_on_acknowledges(web: Web) -> None:
    session = await web.session()
    [answered] = (await web.say(session, "m1", "hello")).json()["replies"]
    thread = (await web.client.get("/chat/v1/messages", headers=session)).json()
    assert [(m["id"], m["from"]) for m in thread["messages"]] == [("m1", "worker"), (answered["id"], "bot")]

    def state() -> str:
        with web.core.reading() as unit:
            return unit.db.query(Message).filter(Message.author == "bot").one().state

    assert state() == "sent"
    again = await web.client.get("/chat/v1/messages", params={"after": thread["cursor"]}, headers=session)
    assert again.json() == {"messages": [], "cursor": thread["cursor"]}
    assert state() == "delivered"


async def test_a_slow_answer_is_held_and_comes_later(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.api, "PATIENCE", 0.2)
    web.rasa.delay = 0.8
    session = await web.session(language="en")
    answer = (await web.say(session, "m1", "hello")).json()
    assert answer["pending"] and "takes a little longer" in answer["replies"][-1]["text"]
    await asyncio.sleep(1.2)
    answer = (await web.say(session, "m1", "hello")).json()
    assert not answer["pending"] and len(answer["replies"]) == 1
    assert web.rasa.texts == ["hello"]


async def test_a_failed_turn_is_not_an_answer(web: Web) -> None:
    web.rasa.script = lambda said, language: None
    session = await web.session()
    assert (await web.say(session, "m1", "hello")).json()["pending"]
    web.rasa.script = lambda said, language: [say("Here it is.")]
    with web.core.unit() as unit:
        unit.db.query(Message).one().retry_at = None
    assert (await web.say(session, "m1", "hello")).json()["replies"][0]["text"] == "Here it is."


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"id": "m", "text": "x" * 4001}, 422, "too_long"),
        ({"id": "m", "text": ""}, 422, "invalid"),
        ({"id": "m"}, 422, "invalid"),
        ({"text": "hello"}, 422, "invalid"),
        ({"id": "m", "text": "hello", "payload": "x"}, 422, "invalid"),
        ({"id": "m", "text": "hello", "attachments": ["not-mine"]}, 400, "unknown_button"),
    ],
)
async def test_what_cannot_be_taken(web: Web, body: dict[str, object], status: int, code: str) -> None:
    session = await web.session(language="en")
    answer = await web.client.post("/chat/v1/messages", json=body, headers=session)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.json()["error"]["message"]
    assert web.rasa.turns == []


async def test_other_refusals(web: Web) -> None:
    session = await web.session()
    post = web.client.post
    assert (await post("/chat/v1/messages", content="{", headers=session)).status_code == 415
    kind = {**session, "Content-Type": "application/json"}
    assert (await post("/chat/v1/messages", content="{", headers=kind)).status_code == 400
    assert (await post("/chat/v1/messages", content=b" " * 70_000, headers=kind)).status_code == 413
    assert (await post("/chat/v1/messages", json={"id": "m", "text": "x"})).status_code == 401
    assert (await web.client.get("/chat/v1/nothing", headers=session)).status_code == 404
    wrong = await post("/chat/v1/attachments", files={"file": ("a.txt", b"some words")}, headers=session)
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (415, "wrong_type")
    large = b"\xff\xd8\xff" + b"0" * (10 * 1024 * 1024)
    too_large = await post("/chat/v1/attachments", files={"file": ("a.jpg", large)}, headers=session)
    assert (too_large.status_code, too_large.json()["error"]["code"]) == (413, "too_large")


async def test_a_file_is_named_by_the_message(web: Web) -> None:
    session = await web.session()
    photo = {"file": ("slip.jpg", b"\xff\xd8\xff" + b"0" * 100)}
    kept = await web.client.post("/chat/v1/attachments", files=photo, headers=session)
    assert kept.status_code == 201
    assert kept.json() == {"id": kept.json()["id"], "name": "slip.jpg", "type": "image/jpeg", "bytes": 103}
    sent = await web.say(session, "m1", "", attachments=[kept.json()["id"]])
    assert sent.status_code == 200
    thread = (await web.client.get("/chat/v1/messages", headers=session)).json()
    assert thread["messages"][0]["custom"] == {"files": 1}


async def test_forgetting_the_device(web: Web) -> None:
    session = await web.session()
    assert (await web.client.delete("/chat/v1/sessions", headers=session)).status_code == 204
    assert (await web.client.get("/chat/v1/messages", headers=session)).status_code == 401


async def test_the_last_words_after_erasing_say_that_they_are(web: Web) -> None:
    web.rasa.script = lambda said, language: [say("Everything was erased.", erase=True)]
    session = await web.session()
    [reply] = (await web.say(session, "m1", "erase my data")).json()["replies"]
    assert reply["custom"] == {"erase": True}
    assert (await web.client.get("/chat/v1/messages", headers=session)).status_code == 401


async def test_a_conversation_keeps_its_order(web: Web) -> None:
    web.rasa.delay = 0.1
    session = await web.session()
    await asyncio.gather(*(web.say(session, f"m{n}", f"message {n}") for n in range(4)))
    assert len(web.rasa.texts) == 4
    with web.core.reading() as unit:
        assert {m.state for m in unit.db.query(Message).filter(Message.author == "worker")} == {"answered"}


@pytest.mark.parametrize("language", ["en", "hi"])
async def test_errors_speak_the_workers_language(web: Web, language: str) -> None:
    answer = await web.say(await web.session(language=language), "m", "x" * 4001)
    assert answer.json()["error"]["message"] == translate(language, ERRORS["too_long"], limit=4000)


class TestLimits:
    @pytest.fixture
    def rates(self) -> Limits:
        return Limits(session=3, address=5, sessions=1000)

    async def test_by_session_first_and_by_address_second(self, web: Web) -> None:
        now = web.core.clock()
        web.core.clock = lambda: now  # all within one minute
        first, second = await web.session(), await web.session()
        codes = [(await web.say(first, f"m{n}", "hello")).status_code for n in range(4)]
        refused = await web.say(first, "m9", "hello")
        assert codes == [200, 200, 200, 429]
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
        assert refused.json()["error"]["code"] == "slow_down"
        assert (await web.say(second, "m1", "hello")).status_code == 200


class TestCors:
    @pytest.mark.parametrize("path", ["/chat/v1/messages", "/widget/sangam.js", "/widget/texts/hi.json"])
    async def test_only_the_listed_sites_may_read(self, web: Web, path: str) -> None:
        for origin, allowed in ((ALLOWED, ALLOWED), ("https://evil.example", None)):
            answer = await web.client.get(path, headers={"Origin": origin})
            assert answer.headers.get("access-control-allow-origin") == allowed

    async def test_refusals_can_be_read_too(self, web: Web) -> None:
        huge = {"Origin": ALLOWED, "Content-Type": "application/json"}
        answer = await web.client.post("/chat/v1/messages", content=b" " * 70_000, headers=huge)
        assert answer.status_code == 413
        assert answer.headers["access-control-allow-origin"] == ALLOWED
        assert "retry-after" in answer.headers["access-control-expose-headers"].lower()

    async def test_asked_before(self, web: Web) -> None:
        wanted = {
            "Origin": ALLOWED,
            "Access-Control-Request-Method": "DELETE",
            "Access-Control-Request-Headers": "authorization",
        }
        answer = await web.client.options("/chat/v1/sessions", headers=wanted)
        assert answer.status_code == 200


async def test_every_answer_carries_the_policy(web: Web) -> None:
    for path in ("/", "/chat", "/chat/v1/nothing", "/widget/sangam.js", "/health"):
        headers = (await web.client.get(path)).headers
        assert "'unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


async def test_a_new_session_knows_what_the_page_said(web: Web) -> None:
    await web.session(language="vi", jurisdiction="in")
    with web.core.reading() as unit:
        found = unit.db.query(Conversation).one()
        assert (found.language, found.jurisdiction) == ("vi", "in")
    assert (await web.client.post("/chat/v1/sessions", json={"language": "xx"})).status_code == 422


async def test_the_description_is_complete(web: Web) -> None:
    described = json.loads((await web.client.get("/chat/v1/openapi.json")).text)
    assert set(described["paths"]) == {f"/chat/v1/{p}" for p in ("sessions", "messages", "stream", "attachments")}
