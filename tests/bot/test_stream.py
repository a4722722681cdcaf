"""GET /chat/v1/stream: server-sent events, read with the token in a header."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

import bot.api
from grievances import conversations, erasure
from grievances.conversations import Reply
from tests.bot.house import House, Phone, listening, one_database


@pytest.fixture
def base(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(bot.api, "LOOK", 0.05)
    monkeypatch.setattr(bot.api, "BEAT", 0.3)
    with listening(house.app) as address:
        yield address


@pytest.fixture
async def caller(house: House, base: str) -> Phone:
    return await house.phone(base=base).open(language="en")


async def events(caller: Phone, after: str = "") -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """(cursor, message) of each event, until the server ends the stream."""
    request = caller.http.stream("GET", "/chat/v1/stream", params={"after": after}, headers=caller.headers)
    async with request as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert "no-store" in answer.headers["cache-control"]
        event: dict[str, str] = {}
        async for line in answer.aiter_lines():
            name, _, value = line.partition(": ")
            if line:
                event[name] = value
            elif "data" in event:
                assert event["event"] == "message"
                yield event["id"], json.loads(event["data"])
                event = {}


def say(house: House, caller: Phone, text: str) -> None:
    with house.core.unit() as unit:
        conversations.say(unit, conversations.get(unit, caller.session), Reply(text, "en"))


@one_database
async def test_what_was_and_what_comes(house: House, caller: Phone) -> None:
    say(house, caller, "before")
    stream = events(caller)
    cursor, message = await anext(stream)
    assert (message["text"], message["from"]) == ("before", "bot")
    waiting = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    say(house, caller, "now\n\ndata: not an event")
    later, second = await asyncio.wait_for(waiting, 60)
    assert second["text"] == "now\n\ndata: not an event"
    assert int(later) > int(cursor)
    assert [m for m in (await caller.thread())["messages"]] == [message, second]
    await stream.aclose()  # type: ignore[attr-defined]


@one_database
async def test_it_resumes_from_a_cursor(house: House, caller: Phone) -> None:
    for text in ("one", "two", "three"):
        say(house, caller, text)
    stream = events(caller)
    cursor, _ = await anext(stream)
    await stream.aclose()  # type: ignore[attr-defined]
    resumed = events(caller, cursor)
    assert [(await anext(resumed))[1]["text"] for _ in range(2)] == ["two", "three"]
    await resumed.aclose()  # type: ignore[attr-defined]


@one_database
async def test_a_quiet_stream_shows_that_it_lives(caller: Phone) -> None:
    async with caller.http.stream("GET", "/chat/v1/stream", headers=caller.headers) as answer:
        async for line in answer.aiter_lines():
            if line.startswith(":"):
                return
    pytest.fail("ended")


@pytest.mark.parametrize("how", ["forgotten", "erased", "expired"])
@one_database
async def test_it_ends_when_the_session_does(house: House, caller: Phone, how: str) -> None:
    say(house, caller, "before")
    stream = events(caller)
    await anext(stream)
    if how == "forgotten":
        await caller.call("DELETE", "sessions")
        say(house, caller, "nobody's business any more")
    elif how == "erased":
        with house.core.unit() as unit:
            erasure.erase(unit, conversations.get(unit, caller.session))
    else:
        house.clock.move(days=31)
        say(house, caller, "too late")
    with pytest.raises(StopAsyncIteration):
        await asyncio.wait_for(anext(stream), 60)


@one_database
async def test_the_token_counts_in_the_header_alone(caller: Phone) -> None:
    token = caller.headers.pop("authorization").removeprefix("Bearer ")
    answer = await caller.call("GET", "stream", params={"token": token, "access_token": token})
    assert answer.status_code == 401


@one_database
async def test_streaming_acknowledges_nothing(house: House, caller: Phone) -> None:
    say(house, caller, "before")
    stream = events(caller)
    await anext(stream)
    await asyncio.sleep(0.15)
    with house.core.reading() as unit:
        assert conversations.get(unit, caller.session).read_cursor == 0
    await stream.aclose()  # type: ignore[attr-defined]
