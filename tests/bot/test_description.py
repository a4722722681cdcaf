"""The chat API keeps to its description, whatever a client sends."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.bot.house import House, listening, one_database
from tests.described import examine


@one_database
async def test_schemathesis_finds_nothing(house: House, tmp_path: Path) -> None:
    """All but the stream, which never ends, and forgetting the device, which would end the session for the rest."""
    with listening(house.app) as base:
        phone = await house.phone(base=base).open(language="en")
        token = phone.headers["authorization"].partition(" ")[2]
        description = f"{base}/chat/v1/openapi.json"
        without = ["GET /chat/v1/stream", "DELETE /chat/v1/sessions"]
        # 400: a button or a file that this conversation never had; 415: a file of a kind that is not kept
        report = await asyncio.to_thread(examine, tmp_path, description, token, without=without, refusals=(400, 415))
        assert "4 selected / 6 total" in report, report
        assert len(house.rasa.turns) > 3, "some of what it sent came through"
        assert (await phone.say("still here"))["replies"]
        for path in ("stream", "sessions"):
            for wrong in ("", "Bearer", "Bearer x", "Basic x"):
                method = "GET" if path == "stream" else "DELETE"
                answer = await phone.call(method, path, headers={"authorization": wrong})
                assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unauthorized")
