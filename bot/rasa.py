"""Rasa's input channel, called over kept connections (docs/architecture.md gives the contract).

aiohttp, because a turn through httpx cost the web process more than reading and writing the conversation did
(docs/performance.md).
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import aiohttp
from pydantic import ValidationError

from bot.schemas import RasaAnswer

log = logging.getLogger(__name__)

#: connections to all Rasa processes together
MOST = 64
#: seconds a connection is kept unused; Sanic closes it after five, and one it is just closing fails a turn
KEPT = 4.0
#: seconds for what is not a turn
SECONDS = 20.0
HERE = "/webhooks/sangam"


class Rasa:
    """One or several Rasa processes; a conversation always goes to the same one, by a hash of its id."""

    def __init__(self, bases: Sequence[str], secret: str) -> None:
        self._bases = list(bases)
        self._headers = {"Authorization": f"Bearer {secret}"}
        self._session: aiohttp.ClientSession | None = None

    async def turn(self, request: dict[str, Any], seconds: float) -> RasaAnswer | None:
        """Rasa's answer, or None when there was none within `seconds`: away, too slow, rubbish, or an action failed."""
        url, timeout = f"{self._base(request['conversation'])}{HERE}/turn", aiohttp.ClientTimeout(total=seconds)
        try:
            async with self._open().post(url, json=request, timeout=timeout) as answer:
                if answer.status != 200:
                    log.warning("turn failed: status %s", answer.status)
                    return None
                found = RasaAnswer.model_validate_json(await answer.read())
        except (aiohttp.ClientError, TimeoutError, ValidationError) as error:
            log.warning("turn failed: %s", type(error).__name__)
            return None
        if found.message_id != request["message_id"]:
            log.warning("turn failed: an answer to another message")
            return None
        return found

    async def forget(self, conversation: str) -> None:
        """Drop the tracker; when Rasa is away there is none (trackers live in its memory)."""
        with suppress(aiohttp.ClientError, TimeoutError):
            async with self._open().delete(f"{self._base(conversation)}{HERE}/conversations/{conversation}"):
                pass

    async def ready(self) -> bool:
        """Whether every process answers a real turn."""
        for base in self._bases:
            try:
                async with self._open().get(f"{base}{HERE}/health") as answer:
                    if answer.status != 200:
                        return False
            except (aiohttp.ClientError, TimeoutError):
                return False
        return True

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        """The session, made in the loop that uses it."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                headers=self._headers,
                timeout=aiohttp.ClientTimeout(total=SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                connector=aiohttp.TCPConnector(limit=MOST, keepalive_timeout=KEPT),
            )
        return self._session

    def _base(self, conversation: str) -> str:
        return self._bases[zlib.crc32(conversation.encode()) % len(self._bases)]
