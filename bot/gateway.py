"""Between the database and Rasa: one message of a conversation at a time, answered exactly once.

No transaction is open across a call to Rasa. A conversation is leased (a row), so that web and worker replicas never
take the same one; a process that dies loses its lease by time. Conversations are spread over
Rasa's processes by a hash.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4
from weakref import WeakValueDictionary

from sqlalchemy.exc import SQLAlchemyError

from bot import aside, holders, texts
from bot.rasa import Rasa
from bot.schemas import RasaAnswer, RasaReply
from grievances import conversations, corrections, erasure, waiting
from grievances.conversations import Reply, Shown
from grievances.core import Core, Unit
from grievances.failpoints import reach
from grievances.models import Conversation
from language.catalogue import translate
from language.normalise import SUPPORTED

log = logging.getLogger(__name__)

#: seconds a turn may take at Rasa, and how long a lease outlives it
TURN = 20.0
LEASE = TURN + 20
#: seconds between tries to get a lease that another process holds
POLL = 0.05
#: seconds an answer waits in memory for whoever asked for it; after an erasure it is nowhere else
SAID = 30.0

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Job:
    """A turn to run: the message's row id and uid, and what Rasa is sent."""

    message: int
    uid: str
    request: dict[str, Any]

    @property
    def conversation(self) -> str:
        return str(self.request["conversation"])


class Gateway:
    """Runs turns. `rasa` are base addresses, `files` the folder of attachments (for erasure).

    `farewells`: for channels that are brought to, by name, what takes over the last answer of a turn that erases, in
    that transaction and before the address is gone.
    """

    def __init__(
        self, core: Core, rasa: Sequence[str], secret: str, files: Path,
        farewells: Mapping[str, Callable[[Unit, Conversation, list[Shown]], None]] | None = None,
    ) -> None:  # fmt: skip
        self.core, self._rasa, self.files = core, Rasa(rasa, secret), files
        self._farewells = farewells or {}
        self._owner = holders.named()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        #: answers of turns that have just ended, by message uid
        self._said: dict[str, list[Shown]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Let running turns end, then close the connections."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5)
        await self._rasa.close()

    async def unit(self, work: Callable[[Unit], T], *, durable: bool = True) -> T:
        """Run a writing unit of work in a thread."""

        def run() -> T:
            with self.core.unit(durable=durable) as unit:
                return work(unit)

        return await asyncio.to_thread(run)

    async def reading(self, work: Callable[[Unit], T]) -> T:
        """Run a unit of work that only reads, in a thread: it keeps no writer waiting."""

        def run() -> T:
            with self.core.reading() as unit:
                return work(unit)

        return await asyncio.to_thread(run)

    def start(self, conversation_id: str, upto: int | None = None) -> asyncio.Task[None]:
        """`work` in the background; the task outlives an impatient client."""
        task = asyncio.create_task(self._logged(conversation_id, upto))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _logged(self, conversation_id: str, upto: int | None) -> None:
        try:
            await self.work(conversation_id, upto)
        except Exception as error:  # the messages stay unanswered, and the worker takes them up again
            log.error("conversation %s: %s", conversation_id, type(error).__name__)

    async def work(self, conversation_id: str, upto: int | None = None) -> None:
        """Answer a conversation's messages in order until none is left or one has to wait for its retry.

        With `upto` it ends when that message (a row id) has been answered: whoever sent a later one works on that.
        """
        # A lock lives as long as somebody holds it or waits for it, and is forgotten then.
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        async with lock:
            while job := await self._take(conversation_id):
                try:
                    settled = await self._turn(job)
                except BaseException:
                    await self.unit(lambda unit: waiting.release(unit, conversation_id, self._owner))
                    raise
                if not settled or job.message == upto:
                    return

    async def _turn(self, job: _Job) -> bool:
        """Run a leased turn and write down how it ended. False when the message has to wait for its next try."""
        reach("turn.leased")
        answer = await self._rasa.turn(job.request, TURN)
        reach("turn.answered")
        try:
            return await self._finish(job, answer)
        except Exception as error:
            if answer is None:
                raise
            # An answer that cannot be written down is a failed turn: else it came back at once, for ever.
            log.error("turn failed: its answer could not be written down: %s", type(error).__name__)
            return await self._finish(job, None)

    async def _take(self, conversation_id: str) -> _Job | None:
        """The next message to answer, with the lease of its conversation; None when there is none that is due."""

        def take(unit: Unit) -> tuple[bool, _Job | None]:
            if not waiting.lease(unit, conversation_id, self._owner, LEASE, holders.has_died):
                return False, None
            message = waiting.next_message(unit, conversation_id)
            while message and waiting.is_due(unit, message):
                try:
                    if not corrections.begin(unit, message):
                        return True, _Job(message.id, message.uid, conversations.turn_request(unit, message))
                    conversations.answer(unit, message, [_corrected(message.conversation)], None)
                except SQLAlchemyError:
                    raise
                except Exception as error:
                    log.error("turn failed: its message cannot be read: %s", type(error).__name__)
                    aside.failed(unit, message)
                    break
                message = waiting.next_message(unit, conversation_id)
            waiting.release(unit, conversation_id, self._owner)
            return True, None

        until = asyncio.get_running_loop().time() + LEASE
        while asyncio.get_running_loop().time() < until:
            ours, job = await self.unit(take, durable=False)  # a lease that a power cut takes is one that has ended
            if ours:
                return job
            await asyncio.sleep(POLL)
        return None  # another process has it for longer than a turn may take

    async def _finish(self, job: _Job, answer: RasaAnswer | None) -> bool:
        """Write down how a turn ended, and give the lease back: answers and "answered" are one transaction."""
        if answer and any((reply.custom or {}).get("erase") for reply in answer.replies):
            await self._erase(job, answer)
            return True

        def finish(unit: Unit) -> tuple[bool, list[Shown]]:
            message, shown = waiting.locked(unit, job.message), []
            if message.state == "received":  # else another process took over and was faster
                if answer is None:
                    aside.failed(unit, message, job.request["metadata"])
                else:
                    known = answer.language if answer.language in SUPPORTED else None
                    sent = conversations.answer(unit, message, [_reply(r) for r in answer.replies], known)
                    shown = [conversations.shown(unit, one) for one in sent]
            waiting.release(unit, job.conversation, self._owner)
            reach("turn.written")
            return message.state != "received", shown

        settled, shown = await self.unit(finish)
        self._keep(job, shown)
        reach("turn.committed")
        return settled

    def _keep(self, job: _Job, shown: list[Shown]) -> None:
        if shown:
            self._said[job.uid] = shown
            asyncio.get_running_loop().call_later(SAID, self._said.pop, job.uid, None)

    async def _erase(self, job: _Job, answer: RasaAnswer) -> None:
        """Erase the person; the last answer is handed over without being stored, since no key is left for it."""

        def erase(unit: Unit) -> tuple[list[Shown], list[str]]:
            message = waiting.locked(unit, job.message)
            waiting.release(unit, job.conversation, self._owner)
            if message.state != "received":
                return [], []
            shown = [
                Shown(0, str(uuid4()), "bot", unit.now, r.text, r.language, (), r.custom, (), message.id)
                for r in answer.replies
            ]
            if farewell := self._farewells.get(message.conversation.channel):
                farewell(unit, message.conversation, shown)
            files = erasure.erase(unit, message.conversation)
            reach("erasure.written")
            return shown, files

        shown, files = await self.unit(erase)
        reach("erasure.committed")
        self._keep(job, shown)
        for file in files:
            (self.files / file).unlink(missing_ok=True)
        reach("erasure.cleared")
        await self.forget(job.conversation)

    async def forget(self, conversation_id: str) -> None:
        """Drop Rasa's tracker."""
        await self._rasa.forget(conversation_id)

    def said(self, uid: str) -> list[Shown] | None:
        """What a turn that has just ended here said, once; None when it ended elsewhere or has not ended."""
        return self._said.pop(uid, None)

    async def ready(self) -> bool:
        """Whether Rasa answers a real turn."""
        return await self._rasa.ready()


def _corrected(conversation: Conversation) -> Reply:
    """Said to a worker who has edited their story: what is asked of them is still open."""
    language = conversation.chosen_language or conversation.language or "en"
    button = (translate(language, texts.CONTINUE), "/continue_draft")
    return Reply(translate(language, texts.CORRECTED), language, (button,))


def _reply(reply: RasaReply) -> Reply:
    buttons = tuple((button.title, button.choice) for button in reply.buttons)
    return Reply(reply.text, reply.language, buttons, reply.custom or None)
