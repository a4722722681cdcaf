"""Between the database and Rasa: one message of a conversation at a time, answered exactly once.

No transaction is open across a call to Rasa. A conversation is leased (a row), so that web and worker replicas never
take the same one; a process that dies loses its lease by time. Conversations are spread over
Rasa's processes by a hash.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import httpx

from grievances import conversations, erasure
from grievances.conversations import Reply, Shown
from grievances.core import Core, Unit
from grievances.models import Message

log = logging.getLogger(__name__)

#: seconds a turn may take at Rasa, and how long a lease outlives it
TURN = 20.0
LEASE = TURN + 10
#: seconds between tries to get a lease that another process holds
POLL = 0.05

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Job:
    """A turn to run: the message's row id and uid, and what Rasa is sent."""

    message: int
    uid: str
    request: dict[str, Any]


class Gateway:
    """Runs turns. `rasa` are base addresses, `files` the folder of attachments (for erasure)."""

    def __init__(self, core: Core, rasa: Sequence[str], secret: str, files: Path) -> None:
        self.core, self._rasa, self._files = core, list(rasa), files
        self._owner = f"{os.getpid()}-{uuid4().hex[:8]}"
        self._client = httpx.AsyncClient(
            headers={"Authorization": f"Bearer {secret}"}, timeout=TURN, limits=httpx.Limits(max_connections=64)
        )
        self._locks: dict[str, asyncio.Lock] = {}
        #: answers of turns that erased their own conversation, by message uid: nothing is left to read them from
        self._last_words: dict[str, list[Shown]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Let running turns end, then close the connections."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5)
        await self._client.aclose()

    async def unit(self, work: Callable[[Unit], T]) -> T:
        """Run a writing unit of work in a thread."""

        def run() -> T:
            with self.core.unit() as unit:
                return work(unit)

        return await asyncio.to_thread(run)

    def start(self, conversation_id: str) -> asyncio.Task[None]:
        """Answer what is unanswered in a conversation, in the background; the task outlives an impatient client."""
        task = asyncio.create_task(self.work(conversation_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def work(self, conversation_id: str) -> None:
        """Answer a conversation's messages in order until none is left or one has to wait for its retry."""
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        async with lock:
            while True:
                if not await self._leased(conversation_id):
                    return
                try:
                    job = await self.unit(lambda unit: self._next(unit, conversation_id))
                    if job is None or not await self._turn(job):
                        return
                finally:
                    await self.unit(lambda unit: conversations.release(unit, conversation_id, self._owner))
        # A lock nobody waits for is dropped, so that the table does not grow with every conversation ever had.
        if not lock.locked():
            self._locks.pop(conversation_id, None)

    async def _leased(self, conversation_id: str) -> bool:
        """Get the lease; False when another process keeps it longer than a turn may take."""
        for _ in range(int(LEASE / POLL)):
            if await self.unit(lambda unit: conversations.lease(unit, conversation_id, self._owner, LEASE)):
                return True
            await asyncio.sleep(POLL)
        return False

    def _next(self, unit: Unit, conversation_id: str) -> _Job | None:
        message = conversations.next_message(unit, conversation_id)
        if message is None or (message.retry_at and message.retry_at > unit.now):
            return None
        return _Job(message.id, message.uid, conversations.turn_request(unit, message))

    async def _turn(self, job: _Job) -> bool:
        """One turn at Rasa, its answers stored with "answered". False when it failed and has to be tried again."""
        answer = await self._ask(job.request)
        if answer is None:
            await self.unit(lambda unit: conversations.defer(unit, unit.db.get_one(Message, job.message)))
            return False
        replies = [
            Reply(
                text=r["text"], language=r["language"], custom=r.get("custom") or None,
                buttons=tuple((b["title"], b["choice"]) for b in r.get("buttons", ())),
            )
            for r in answer["replies"]
        ]  # fmt: skip
        if any((r.custom or {}).get("erase") for r in replies):
            await self._erase(job, replies)
        else:
            await self.unit(lambda unit: self._store(unit, job, replies, answer.get("language")))
        return True

    def _store(self, unit: Unit, job: _Job, replies: list[Reply], language: str | None) -> None:
        message = unit.db.get_one(Message, job.message)
        if message.state == "received":
            known = language if language in ("en", "hi", "vi", "fa") else None
            conversations.answer(unit, message, replies, known)

    async def _erase(self, job: _Job, replies: list[Reply]) -> None:
        """Erase the person; the last answer is handed over without being stored, since no key is left for it."""

        def erase(unit: Unit) -> list[str]:
            message = unit.db.get_one(Message, job.message)
            self._last_words[job.uid] = [
                Shown(0, str(uuid4()), "bot", unit.now, r.text, r.language, (), r.custom, (), message.id)
                for r in replies
            ]
            return erasure.erase(unit, message.conversation)

        for file in await self.unit(erase):
            (self._files / file).unlink(missing_ok=True)
        await self.forget(job.request["conversation"])

    async def forget(self, conversation_id: str) -> None:
        """Drop Rasa's tracker; when Rasa is away there is none (trackers live in its memory)."""
        with suppress(httpx.HTTPError):
            await self._client.delete(f"{self._address(conversation_id)}/conversations/{conversation_id}")

    def last_words(self, uid: str) -> list[Shown] | None:
        return self._last_words.pop(uid, None)

    async def ready(self) -> bool:
        """Whether Rasa answers a real turn."""
        try:
            answers = [await self._client.get(f"{base}/webhooks/sangam/health") for base in self._rasa]
        except httpx.HTTPError:
            return False
        return all(answer.status_code == 200 for answer in answers)

    def _address(self, conversation_id: str) -> str:
        base = self._rasa[zlib.crc32(conversation_id.encode()) % len(self._rasa)]
        return f"{base}/webhooks/sangam"

    async def _ask(self, request: dict[str, Any]) -> dict[str, Any] | None:
        """Rasa's answer, or None when there was none: away, too slow, or an action failed."""
        try:
            answer = await self._client.post(f"{self._address(request['conversation'])}/turn", json=request)
            if answer.status_code == 200:
                found: dict[str, Any] = answer.json()
                return found
            log.warning("turn failed: status %s", answer.status_code)
        except (httpx.HTTPError, json.JSONDecodeError) as error:
            log.warning("turn failed: %s", type(error).__name__)
        return None
