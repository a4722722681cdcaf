"""POST and DELETE /chat/v1/sessions, and what a token is worth."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from grievances.models import Conversation, WebSession
from tests.bot.house import House, Phone, one_database


async def test_a_session_is_made_for_thirty_days(house: House) -> None:
    answer = await house.phone().call("POST", "sessions", json={"language": "vi", "jurisdiction": "in"})
    assert answer.status_code == 201
    made = answer.json()
    assert set(made) == {"session", "token", "expires_at"}
    assert datetime.fromisoformat(made["expires_at"]) == house.clock.now + timedelta(days=30)
    with house.core.reading() as unit:
        [kept] = unit.db.scalars(select(WebSession))
        assert made["token"] not in (kept.token_hash, kept.conversation_id)
        found = unit.db.get_one(Conversation, made["session"])
        assert (found.language, found.jurisdiction) == ("vi", "in")


async def test_use_slides_the_thirty_days_and_disuse_ends_them(house: House, phone: Phone) -> None:
    for _ in range(3):
        house.clock.move(days=29)
        await phone.thread()
    house.clock.move(days=30, seconds=1)
    answer = await phone.call("GET", "messages")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unauthorized")


@one_database
async def test_forgetting_the_device_kills_its_token_and_no_other(house: House, phone: Phone) -> None:
    other = await house.phone().open()
    answer = await phone.call("DELETE", "sessions")
    assert (answer.status_code, answer.content) == (204, b"")
    for method, path in (("GET", "messages"), ("DELETE", "sessions"), ("GET", "stream")):
        assert (await phone.call(method, path)).status_code == 401
    assert (await phone.send(text="hello")).status_code == 401
    assert (await phone.upload(b"\xff\xd8\xff...")).status_code == 401
    assert (await other.call("GET", "messages")).status_code == 200
    assert house.rasa.turns == []


@one_database
@pytest.mark.parametrize(
    "value", [None, "", "Bearer", "Bearer ", "Bearer made-up", "Basic eDp4", b"Bearer \xff\x00x"]
)
async def test_without_a_good_token_nothing_is_told(phone: Phone, value: str | bytes | None) -> None:
    phone.headers = {} if value is None else {"authorization": value}  # type: ignore[dict-item]
    answer = await phone.send(nonsense=True)  # who it is comes before what they say
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unauthorized")


@one_database
@pytest.mark.parametrize(
    "body", [{"language": "de"}, {"language": "en", "nickname": "x"}, {"jurisdiction": "IN!"}, []]
)
async def test_hints_that_are_none_are_refused(house: House, body: object) -> None:
    answer = await house.phone().call("POST", "sessions", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid")
